/** Asks the rules of an operation what its fields demand, and follows what is known of their objects to the fields below. */
import { type FragmentDefinitionNode, GraphQLError, type GraphQLSchema } from 'graphql';
import { BadInputError, ForbiddenError, SourceError } from '../../errors.ts';
import type { PlanContext, Planned, PlannedField, PlannedObjects } from '../../resolvers/plan-rule.ts';
import { perhaps } from '../../resolvers/plan-rule.ts';
import type { Demand } from '../../sources/demand.ts';
import { type Awaitable, whenReady } from '../../time/ready.ts';
import type { OperationRequest } from '../limits/argument-values.ts';
import { fragmentsOf } from '../limits/collect-fields.ts';
import type { InheritedSize, ListSizes } from '../limits/cost-directives.ts';
import type { PlanField, PlanPlace } from './structure.ts';

/** What one field demands. */
export interface FieldDemands {
  /** The response names that lead to the field, joined by dots. */
  readonly field: string;
  readonly demands: readonly Demand[];
}

/** What a plan of one request is made with. */
export interface Evaluation {
  readonly schema: GraphQLSchema;
  readonly sizes: ListSizes;
  readonly request: Pick<OperationRequest, 'document' | 'operation'>;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: PlanContext;
}

/** The demands of all fields, in the order of the document. */
export async function demandsOf(root: PlanPlace, evaluation: Evaluation): Promise<readonly FieldDemands[]> {
  const { request, variables } = evaluation;
  const fragments: Record<string, FragmentDefinitionNode> = Object.fromEntries(fragmentsOf(request.document));
  const walk: Walk = { ...evaluation, fragments, readVariable: (name) => variables[name] };
  const { demands } = await visitPlace(root, ROOT, walk);
  return demands;
}

interface Walk extends Evaluation {
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readVariable(name: string): unknown;
}

/** Where a place is. */
interface Spot {
  readonly objects: PlannedObjects;
  readonly path: string;
  readonly inherited: InheritedSize | undefined;
}

const ROOT: Spot = { objects: { known: [{}], isCertain: true, atMost: 1 }, path: '', inherited: undefined };

interface Visited {
  readonly demands: readonly FieldDemands[];
  /** Whether it blanks the object of its place. */
  readonly fails: boolean;
}

const NOTHING: Visited = { demands: [], fails: false };

function visitPlace({ fields }: PlanPlace, spot: Spot, walk: Walk): Awaitable<Visited> {
  if (spot.objects.atMost === 0 || fields.length === 0) return NOTHING;
  return whenReady(allReady(fields.map((field) => visitField(field, spot, walk))), (visited) => {
    const { demands, fails } = joined(visited);
    // Fields beside one that blanks their object may be left out.
    return fails ? { fails, demands: demands.map(uncertain) } : { fails, demands };
  });
}

const uncertain = ({ field, demands }: FieldDemands): FieldDemands => ({ field, demands: perhaps(demands) });

function joined(visited: readonly Visited[]): Visited {
  const [only] = visited;
  if (only && visited.length === 1) return only;
  return { demands: visited.flatMap(({ demands }) => demands), fails: visited.some(({ fails }) => fails) };
}

function visitField(field: PlanField, { objects, path: above, inherited }: Spot, walk: Walk): Awaitable<Visited> {
  const spot = { objects, path: above === '' ? field.responseName : `${above}.${field.responseName}`, inherited };
  let planned: Awaitable<Planned>;
  try {
    planned = ask(field, spot, walk);
  } catch (error) {
    return failed(field, error);
  }
  if (!(planned instanceof Promise)) return visitBelow(field, planned, spot, walk);
  return planned.then(
    (settled) => visitBelow(field, settled, spot, walk),
    (error: unknown) => failed(field, error),
  );
}

function failed({ isNonNull }: PlanField, error: unknown): Visited {
  if (!isOfRequest(error)) throw error;
  return isNonNull ? FAILED : NOTHING;
}

const FAILED: Visited = { demands: [], fails: true };

/** `spot` has the parents of the field, and its own path. */
function visitBelow(field: PlanField, planned: Planned, spot: Spot, walk: Walk): Awaitable<Visited> {
  const { isCertain } = spot.objects;
  const ofField =
    planned.demands.length > 0
      ? [{ field: spot.path, demands: isCertain ? planned.demands : perhaps(planned.demands) }]
      : [];
  const { places, definition, node, isList, isNonNull } = field;
  if (places.every(({ fields }) => fields.length === 0)) return { demands: ofField, fails: false };
  const found = planned.objects ?? follow(field, spot, walk);
  const inherited = walk.sizes.inheritedFrom(definition, node, walk.readVariable);
  const visited = places.map((place) => {
    const objects = objectsOf(found, place, places.length === 1);
    return visitPlace(place, { objects, path: spot.path, inherited }, walk);
  });
  return whenReady(allReady(visited), (all) => {
    const { demands, fails } = joined(all);
    return { demands: ofField.length > 0 ? [...ofField, ...demands] : demands, fails: fails && (isNonNull || isList) };
  });
}

/** What the rule of the field says. Throws what the field would throw before its first call. */
function ask(field: PlanField, { objects: parents, path }: Spot, walk: Walk): Awaitable<Planned> {
  const { nodes, places, rule, checkScopes } = field;
  if (!rule && !checkScopes) return NO_DEMANDS;
  const args = field.readArguments(walk.variables);
  checkScopes?.(args, walk.context);
  if (!rule) return NO_DEMANDS;
  const { schema, request, variables, fragments, context } = walk;
  const asked: PlannedField<unknown> = {
    path,
    args,
    info: { schema, operation: request.operation, fragments, variableValues: variables, fieldNodes: nodes },
    parents,
    selects: (name) => places.some(({ names }) => names.has(name)),
  };
  return rule(asked as PlannedField<never>, context);
}

const NO_DEMANDS: Planned = { demands: [] };

/** Errors that a request gets for its arguments, its scopes and the configured sources. Any other is a bug. */
const isOfRequest = (error: unknown): boolean =>
  error instanceof BadInputError ||
  error instanceof ForbiddenError ||
  error instanceof GraphQLError ||
  (error instanceof SourceError && error.reason === 'NOT_CONFIGURED');

/** The objects of a field without a rule: properties of its parents where those are known, as GraphQL reads them. */
function follow(
  { definition, node, isList, isCertain }: PlanField,
  { objects: parents, inherited }: Spot,
  walk: Walk,
): PlannedObjects {
  const values = definition.resolve
    ? undefined
    : parents.known?.map((object): unknown => Reflect.get(object, definition.name));
  const known = values?.every((value) => value !== undefined)
    ? (values.flat().filter((value) => typeof value === 'object' && value !== null) as object[])
    : null;
  if (known && parents.isCertain) return { known, isCertain: true, atMost: known.length };
  const size = isList ? walk.sizes.sizeOf(definition, node, walk.readVariable, inherited) : 1;
  return { known, isCertain: parents.isCertain && isCertain, atMost: parents.atMost * size };
}

/** Those of one object type. Of an abstract type, objects have their type with them. */
function objectsOf(objects: PlannedObjects, { type }: PlanPlace, isOnly: boolean): PlannedObjects {
  if (isOnly) return objects;
  if (!objects.known) return { ...objects, isCertain: false };
  const known = objects.known.filter((object) => Reflect.get(object, '__typename') === type.name);
  return { ...objects, known, atMost: known.length };
}

/** All values, at once if all are there. */
const allReady = <Value>(values: readonly Awaitable<Value>[]): Awaitable<readonly Value[]> =>
  values.some((value) => value instanceof Promise) ? Promise.all(values) : (values as readonly Value[]);
