/**
 * The places of an operation below which something is read: what of a plan depends on the document alone. It depends on the
 * variables only through `@skip` and `@include`, so there is one structure for each outcome of those.
 */
import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type ObjectFieldNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { oncePerObject } from '../../once.ts';
import type { PlanRule } from '../../resolvers/plan-rule.ts';
import { isIncluded } from '../limits/argument-values.ts';
import { appliesTo, createPlaceKeys, fragmentsOf, type Place, subselectionsOf } from '../limits/collect-fields.ts';
import { createScopeChecks, type ScopeCheck } from '../scopes.ts';

/** What is selected on one object type in one place. */
export interface PlanPlace {
  readonly type: GraphQLObjectType;
  /** The fields that read something, themselves or below. */
  readonly fields: readonly PlanField[];
  /** The names of all selected fields. */
  readonly names: ReadonlySet<string>;
}

/** One field in one place. */
export interface PlanField {
  readonly responseName: string;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly nodes: readonly FieldNode[];
  /** The first of them. */
  readonly node: FieldNode;
  readonly rule: PlanRule | undefined;
  readonly checkScopes: ScopeCheck | undefined;
  /** The coerced arguments for coerced variables. Throws a `GraphQLError` if a variable is null where a value is required. */
  readArguments(variables: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  readonly isList: boolean;
  /** Whether a failure of the field blanks its parent. */
  readonly isNonNull: boolean;
  /** Whether there is a value for certain, if its source answers: no list and never null without an error. */
  readonly isCertain: boolean;
  /** One for each object type that the field may return. */
  readonly places: readonly PlanPlace[];
}

/** The structure of an operation for coerced variables; undefined if the schema has no operations of its kind. */
export type StructureOf = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
) => PlanPlace | undefined;

/** Rules by the coordinate of their field, such as `Query.bookings`. */
export type PlanRules = Readonly<Record<string, PlanRule>>;

/** More outcomes of `@skip` and `@include` than any client has are worked out again for each request. */
const MAX_OUTCOMES = 32;
/** After so many fields of all operations none of them is remembered any more: see `MAX_FIELDS` in execution/compile.ts. */
const MAX_FIELDS = 50_000;

interface Made {
  readonly root: PlanPlace;
  /** How many fields it has in all places. */
  readonly fields: number;
}

/**
 * Returns the structures of one schema. `walked` is called for each operation whose structure is not remembered. Throws an
 * Error where a rule is for a field that the schema does not have.
 */
export function createStructures(schema: GraphQLSchema, rules: PlanRules, walked: () => void = () => {}): StructureOf {
  const declared = readFields(schema, rules);
  const conditionsOf = oncePerObject(conditionsIn);
  /** For each outcome of an operation. A structure has the whole document, and so must not outlive it. */
  let remembered = new WeakMap<OperationDefinitionNode, Map<string, PlanPlace>>();
  let fieldsRemembered = 0;
  return (document, operation, variables) => {
    // GraphQL does not validate the fields of an operation that the schema does not have.
    const root = schema.getRootType(operation.operation);
    if (!root) return undefined;
    const outcome = conditionsOf(document)
      .map((name) => Number(variables[name] === true))
      .join('');
    const outcomes = remembered.get(operation) ?? new Map<string, PlanPlace>();
    const known = outcomes.get(outcome);
    if (known) return known;
    walked();
    const made = structureOf(schema, declared, document)([operation.selectionSet], root, variables);
    if (outcomes.size < MAX_OUTCOMES) remember(operation, outcomes.set(outcome, made.root), made.fields);
    return made.root;
  };

  function remember(operation: OperationDefinitionNode, outcomes: Map<string, PlanPlace>, fields: number): void {
    fieldsRemembered += 1 + fields;
    if (fieldsRemembered > MAX_FIELDS) {
      remembered = new WeakMap();
      fieldsRemembered = 0;
    } else remembered.set(operation, outcomes);
  }
}

interface FieldFacts
  extends Pick<PlanField, 'definition' | 'rule' | 'checkScopes' | 'isList' | 'isNonNull' | 'isCertain'> {
  /** The object types that the field may return. */
  readonly types: readonly GraphQLObjectType[];
}

/** The fields that read something, themselves or below, by name for each type. Other fields need not be visited. */
type ReadingFields = ReadonlyMap<GraphQLObjectType, ReadonlyMap<string, FieldFacts>>;

function structureOf(schema: GraphQLSchema, declared: ReadingFields, document: DocumentNode) {
  const fragments = fragmentsOf(document);
  const keyOf = createPlaceKeys();
  return (place: Place, root: GraphQLObjectType, variables: Readonly<Record<string, unknown>>): Made => {
    const known = new Map<string, PlanPlace>();
    const made = placeOf(root, place);
    return { root: made, fields: [...known.values()].reduce((sum, { fields }) => sum + fields.length, 0) };

    function placeOf(type: GraphQLObjectType, selected: Place): PlanPlace {
      const key = `${type.name} ${keyOf(selected)}`;
      const before = known.get(key);
      if (before) return before;
      const { reading, names } = collectReading(type, selected, variables);
      const fields: PlanField[] = [];
      for (const [responseName, { facts, nodes }] of reading) {
        const below = subselectionsOf(nodes);
        const places = facts.types.map((one) => placeOf(one, below));
        if (!facts.rule && places.every(({ fields: deeper }) => deeper.length === 0)) continue;
        const [node] = nodes;
        const readArguments = argumentsReader(facts.definition, node);
        fields.push({ ...facts, responseName, nodes, node, readArguments, places });
      }
      const made = { type, fields, names };
      known.set(key, made);
      return made;
    }
  };

  /** As `collectFields`, but only the fields that read something, which most do not. */
  function collectReading(type: GraphQLObjectType, selected: Place, variables: Readonly<Record<string, unknown>>) {
    const facts = declared.get(type);
    const reading = new Map<string, Reading>();
    const names = new Set<string>();
    const entered = new Set<string>();
    const isLeftIn = ({ directives = [] }: SelectionNode): boolean =>
      directives.length === 0 || isIncluded(directives, (name) => variables[name]);
    const enter = ({ selections }: SelectionSetNode): void => {
      for (const selection of selections) {
        if (!isLeftIn(selection)) continue;
        if (selection.kind === Kind.FIELD) {
          const name = selection.name.value;
          names.add(name);
          const own = facts?.get(name);
          if (!own) continue;
          const responseName = selection.alias?.value ?? name;
          const before = reading.get(responseName);
          if (before) before.nodes.push(selection);
          else reading.set(responseName, { facts: own, nodes: [selection] });
        } else if (selection.kind === Kind.INLINE_FRAGMENT) {
          if (appliesTo(schema, type, selection.typeCondition?.name.value)) enter(selection.selectionSet);
        } else {
          const fragment = fragments.get(selection.name.value);
          if (!fragment || entered.has(selection.name.value)) continue;
          entered.add(selection.name.value);
          if (appliesTo(schema, type, fragment.typeCondition.name.value)) enter(fragment.selectionSet);
        }
      }
    };
    selected.forEach(enter);
    return { reading, names };
  }
}

/** A field that reads something, and the nodes that select it in one place. */
interface Reading {
  readonly facts: FieldFacts;
  readonly nodes: [FieldNode, ...FieldNode[]];
}

/** Coerces the arguments without variables once. */
function argumentsReader(definition: GraphQLField<unknown, unknown>, node: FieldNode): PlanField['readArguments'] {
  if (definition.args.length === 0) return readNoArguments;
  let parts: ArgumentParts | undefined;
  return (variables) => {
    parts ??= partsOf(definition, node);
    const { constant, varying } = parts;
    return varying ? { ...constant, ...getArgumentValues(varying, node, variables) } : constant;
  };
}

interface ArgumentParts {
  /** The coerced arguments without variables. */
  readonly constant: Readonly<Record<string, unknown>>;
  /** The definition with the others alone; undefined if there are none. */
  readonly varying: GraphQLField<unknown, unknown> | undefined;
}

function partsOf(definition: GraphQLField<unknown, unknown>, node: FieldNode): ArgumentParts {
  const varying = new Set((node.arguments ?? []).filter(hasVariable).map(({ name }) => name.value));
  if (varying.size === 0) return { constant: getArgumentValues(definition, node), varying: undefined };
  const only = (isVarying: boolean) => ({
    ...definition,
    args: definition.args.filter(({ name }) => varying.has(name) === isVarying),
  });
  return { constant: getArgumentValues(only(false), node), varying: only(true) };
}

const NO_ARGUMENTS = Object.freeze({});
const readNoArguments = () => NO_ARGUMENTS;

/** graphql's `visit` would take longer than the rest of the plan; likewise below. */
function hasVariable({ value }: Pick<ArgumentNode | ObjectFieldNode, 'value'>): boolean {
  if (value.kind === Kind.LIST) return value.values.some((item) => hasVariable({ value: item }));
  return value.kind === Kind.OBJECT ? value.fields.some(hasVariable) : value.kind === Kind.VARIABLE;
}

/** The names of the variables in `@skip` and `@include`. */
function conditionsIn({ definitions, loc }: DocumentNode): readonly string[] {
  if (loc && !loc.source.body.includes('@')) return [];
  const names = new Set<string>();
  const enter = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      for (const { arguments: parts = [] } of selection.directives ?? []) {
        for (const { value } of parts) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      }
      if ('selectionSet' in selection && selection.selectionSet) enter(selection.selectionSet);
    }
  };
  for (const definition of definitions) if ('selectionSet' in definition) enter(definition.selectionSet);
  return [...names];
}

function readFields(schema: GraphQLSchema, rules: PlanRules): ReadingFields {
  const scopeCheckOf = createScopeChecks(schema);
  const objects = Object.values(schema.getTypeMap()).filter(isObjectType);
  const all = objects.flatMap((type) =>
    Object.values<GraphQLField<unknown, never>>(type.getFields()).map((definition) => {
      const returned = getNamedType(definition.type);
      const types = isAbstractType(returned)
        ? schema.getPossibleTypes(returned)
        : objects.filter((one) => one === returned);
      return { type, definition, types, rule: rules[`${type.name}.${definition.name}`] };
    }),
  );
  const unknown = Object.keys(rules).find(
    (coordinate) => !all.some(({ type, definition }) => `${type.name}.${definition.name}` === coordinate),
  );
  if (unknown !== undefined) throw new Error(`the schema has no field ${unknown}`);

  const reading = new Map<GraphQLObjectType, Map<string, FieldFacts>>();
  let isGrowing = true;
  while (isGrowing) {
    isGrowing = false;
    for (const { type, definition, types, rule } of all) {
      const fields = reading.get(type) ?? new Map<string, FieldFacts>();
      if (fields.has(definition.name) || !(rule || types.some((one) => reading.has(one)))) continue;
      const nullable = getNullableType(definition.type);
      const isNonNull = isNonNullType(definition.type);
      const isList = isListType(nullable);
      const isCertain = !isList && (isNonNull || isSemanticNonNull(schema, definition));
      fields.set(definition.name, {
        ...{ definition: definition as GraphQLField<unknown, unknown>, rule, types, isList, isNonNull, isCertain },
        checkScopes: scopeCheckOf(definition),
      });
      reading.set(type, fields);
      isGrowing = true;
    }
  }
  return reading;
}

function isSemanticNonNull(schema: GraphQLSchema, { astNode }: GraphQLField<unknown, never>): boolean {
  const directive = schema.getDirective('semanticNonNull');
  return Boolean(directive && astNode && getDirectiveValues(directive, astNode));
}
