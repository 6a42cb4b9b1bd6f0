/**
 * How many objects an answer may hold, counted before anything is read: a field counts as many as it may give, times
 * those it stands in. What has no fields counts nothing, but JSON, which may hold as much as an object.
 */
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from 'graphql';
import { type Given, givenBy, isIncluded } from './given.ts';
import { type Field, type ListSizes, readListSizes, type Sizing } from './list-sizes.ts';
import { createPlaceNames, fieldsOf, fragmentsOf, type Place, placeBelow } from './places.ts';

/** The field that costs most by itself, without what is below it. */
interface Heaviest {
  readonly nodes: number;
  /** As the answer names it, from the place where it was looked for. */
  readonly path: readonly string[];
  readonly node: FieldNode | undefined;
}

export interface Count {
  /** A whole number. What nobody can count exactly any more stands at the largest that can be. */
  readonly nodes: number;
  readonly heaviest: Heaviest;
}

/** What a request asks for: a valid document, one of its operations, and the variables as the caller sent them. */
interface Asked {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables?: Readonly<Record<string, unknown>>;
}

type CountNodes = (asked: Asked) => Count;

const NOTHING: Count = { nodes: 0, heaviest: { nodes: 0, path: [], node: undefined } };

/** Throws an Error where the schema has a list of which nobody says how many it may hold. */
export function createCount(schema: GraphQLSchema): CountNodes {
  const sizes = readListSizes(schema);
  const root = schema.getQueryType();
  return ({ document, operation, variables }) => {
    if (!root) return NOTHING;
    const count = counter(schema, sizes, document, givenBy(operation, variables));
    const { nodes, heaviest } = count(root, [operation.selectionSet], undefined);
    return { nodes: Math.ceil(nodes), heaviest };
  };
}

type CountPlace = (type: GraphQLObjectType, place: Place, sizing: Sizing | undefined) => Count;

function counter(schema: GraphQLSchema, sizes: ListSizes, document: DocumentNode, given: Given): CountPlace {
  const fragments = fragmentsOf(document);
  const nameOf = createPlaceNames();
  const known = new Map<string, Count>();

  const countPlace: CountPlace = (type, place, sizing) => {
    const key = `${type.name} ${sizing?.fields} ${sizing?.size} ${nameOf(place)}`;
    const before = known.get(key);
    if (before) return before;
    const fields = fieldsOf(
      place,
      fragments,
      (condition) => isIncluded(condition.directives, given) && appliesTo(schema, type, condition.type),
    );
    const counts = [...fields].map(([name, nodes]) => countField(type, name, nodes, sizing));
    const all = counts.reduce((sum, one) => ({ nodes: sum.nodes + one.nodes, heaviest: heavier(sum, one) }), NOTHING);
    known.set(key, all);
    return all;
  };

  function countField(
    parent: GraphQLObjectType,
    name: string,
    nodes: readonly FieldNode[],
    sizing: Sizing | undefined,
  ): Count {
    const [node] = nodes;
    const field = node && fieldOf(parent, node.name.value);
    if (!field) return NOTHING;
    const size = sizes.countOf(field, node, given, sizing);
    const place = placeBelow(nodes);
    const below = objectTypes(schema, field)
      .map((type) => countPlace(type, place, sizes.sizingBelow(field, node, given)))
      .reduce((most, one) => (one.nodes > most.nodes ? one : most), NOTHING);
    const own = bounded(size * weightOf(field));
    // Who is told of a list wants to know where its size is said.
    const isSizedAbove = sizing?.fields.includes(field.name) ?? false;
    const self: Heaviest = { nodes: own, path: isSizedAbove ? [] : [name], node: isSizedAbove ? undefined : node };
    const inner: Heaviest = {
      nodes: bounded(size * below.heaviest.nodes),
      path: [name, ...below.heaviest.path],
      node: below.heaviest.node ?? node,
    };
    return { nodes: bounded(own + size * below.nodes), heaviest: inner.nodes > self.nodes ? inner : self };
  }

  return countPlace;
}

const heavier = (one: Count, other: Count): Heaviest =>
  other.heaviest.nodes > one.heaviest.nodes ? other.heaviest : one.heaviest;

const bounded = (count: number): number => Math.min(count, Number.MAX_SAFE_INTEGER);

function fieldOf(parent: GraphQLObjectType, name: string): Field | undefined {
  // They stand on the type where queries start and are asked for there alone: a valid document has them nowhere else.
  if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return parent.getFields()[name];
}

function objectTypes(schema: GraphQLSchema, field: Field): readonly GraphQLObjectType[] {
  const type = getNamedType(field.type);
  if (isAbstractType(type)) return schema.getPossibleTypes(type);
  return isObjectType(type) ? [type] : [];
}

/** A type that wraps another says no more than which it wraps. */
const WRAPPED = 'ofType';

function weightOf(field: Field): number {
  const type = getNamedType(field.type);
  if (type.name === '__Type' && field.name === WRAPPED) return 0;
  return isObjectType(type) || isAbstractType(type) || type.name === 'JSON' ? 1 : 0;
}

function appliesTo(schema: GraphQLSchema, type: GraphQLObjectType, condition: string | undefined): boolean {
  if (condition === undefined || condition === type.name) return true;
  const other = schema.getType(condition);
  return isAbstractType(other) && schema.isSubType(other, type);
}
