/** Asks the rules of an operation what its fields demand, and follows what is known of their objects to the fields below. */
import { type FragmentDefinitionNode, GraphQLError, type GraphQLSchema, getArgumentValues } from 'graphql';
import { BadInputError, ForbiddenError, SourceError } from '../../errors.ts';
import type { PlanContext, Planned, PlannedField, PlannedObjects } from '../../resolvers/plan-rule.ts';
import { perhaps } from '../../resolvers/plan-rule.ts';
import type { Demand } from '../../sources/demand.ts';
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
  const { demands } = await visitPlace(root, ROOT, {
    ...evaluation,
    fragments,
    readVariable: (name) => variables[name],
  });
  return demands;
}

interface Walk extends Evaluation {
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readVariable(name: string): unknown;
}

const ROOT: Spot = { objects: { known: [{}], isCertain: true, atMost: 1 }, path: '', inherited: undefined };

/** Where a place is. */
interface Spot {
  readonly objects: PlannedObjects;
  readonly path: string;
  readonly inherited: InheritedSize | undefined;
}

interface Visited {
  readonly demands: readonly FieldDemands[];
  /** Whether it blanks the object of its place. */
  readonly fails: boolean;
}

const NOTHING: Visited = { demands: [], fails: false };

async function visitPlace(place: PlanPlace, spot: Spot, walk: Walk): Promise<Visited> {
  if (spot.objects.atMost === 0 || place.fields.length === 0) return NOTHING;
  const visited = await Promise.all(place.fields.map((field) => visitField(field, spot, walk)));
  const demands = visited.flatMap((one) => one.demands);
  const fails = visited.some((one) => one.fails);
  // Fields beside one that blanks their object may be left out.
  return fails ? { fails, demands: demands.map(uncertain) } : { fails, demands };
}

const uncertain = ({ field, demands }: FieldDemands): FieldDemands => ({ field, demands: perhaps(demands) });

async function visitField(field: PlanField, { objects: parents, path: above, inherited }: Spot, walk: Walk) {
  const path = above === '' ? field.responseName : `${above}.${field.responseName}`;
  let planned: Planned;
  try {
    planned = await ask(field, parents, path, walk);
  } catch (error) {
    if (!isOfRequest(error)) throw error;
    return { demands: [], fails: field.isNonNull };
  }
  const own = { field: path, demands: parents.isCertain ? planned.demands : perhaps(planned.demands) };
  const { sizes, readVariable } = walk;
  const { definition, node, places } = field;
  const size = field.isList && places.length > 0 ? sizes.sizeOf(definition, node, readVariable, inherited) : 1;
  const objects = planned.objects ?? follow(field, parents, size);
  const below = await Promise.all(
    places.map((place) =>
      visitPlace(
        place,
        {
          objects: objectsOf(objects, place, places.length === 1),
          path,
          inherited: sizes.inheritedFrom(definition, node, readVariable),
        },
        walk,
      ),
    ),
  );
  const fails = (field.isNonNull || field.isList) && below.some((one) => one.fails);
  return {
    demands: [own, ...below.flatMap(({ demands }) => demands)].filter(({ demands }) => demands.length > 0),
    fails,
  };
}

/** What the rule of the field says. Throws what the field would throw before its first call. */
function ask(field: PlanField, parents: PlannedObjects, path: string, walk: Walk) {
  const { definition, node, nodes, places, rule, checkScopes } = field;
  if (!rule && !checkScopes) return NO_DEMANDS;
  const args = field.constantArguments ?? getArgumentValues(definition, node, walk.variables);
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
  { definition, isCertain }: PlanField,
  { known, ...parents }: PlannedObjects,
  size: number,
): PlannedObjects {
  const atMost = parents.atMost * size;
  const unknown = { known: null, isCertain: parents.isCertain && isCertain, atMost };
  if (!known || definition.resolve) return unknown;
  const values = known.map((object): unknown => Reflect.get(object, definition.name));
  if (values.some((value) => value === undefined)) return unknown;
  const objects = values.flat().filter((value) => typeof value === 'object' && value !== null);
  return { known: objects, isCertain: parents.isCertain, atMost: parents.isCertain ? objects.length : atMost };
}

/** Those of one object type. Of an abstract type, objects have their type with them. */
function objectsOf(objects: PlannedObjects, { type }: PlanPlace, isOnly: boolean): PlannedObjects {
  if (isOnly) return objects;
  if (!objects.known) return { ...objects, isCertain: false };
  const known = objects.known.filter((object) => Reflect.get(object, '__typename') === type.name);
  return { ...objects, known, atMost: known.length };
}
