/**
 * What a query may cost, counted before anything is read. A field costs as many objects as it may give, times those it
 * stands in; what has no fields costs nothing, but JSON, which may hold as much as an object. To that come the rows that the
 * server may examine for it, as `@rowsExamined` says: a hundred of them cost as much as an object.
 */
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from 'graphql';
import { type Asked, type Given, givenBy, isIncluded } from './given.ts';
import { type Field, type ListSizes, readListSizes, type Sizing } from './list-sizes.ts';
import { createPlaceNames, fieldsOf, fragmentsOf, type Place, placeBelow } from './places.ts';
import { type RowsExamined, readRowsExamined } from './rows-examined.ts';

/** The field that costs most by itself, without what is below it. */
interface Heaviest {
  readonly cost: number;
  /** As the answer names it, from the place where it was looked for. */
  readonly path: readonly string[];
  readonly node: FieldNode | undefined;
}

/** Whole numbers. What nobody can count exactly any more stands at the largest that can be. */
export interface Count {
  /** How many objects the answer may hold. */
  readonly objects: number;
  /** How many rows may be examined. */
  readonly rows: number;
  /** Both in one figure, in objects. */
  readonly cost: number;
  readonly heaviest: Heaviest;
}

interface PlaceCount {
  readonly objects: number;
  readonly rows: number;
  /** Rows whose number does not grow with the objects that the place stands in. */
  readonly sharedRows: number;
  readonly heaviest: Heaviest;
  /** The field for which most of the shared rows are examined. */
  readonly heaviestShared: Heaviest;
}

type CountCost = (asked: Asked) => Count;

const NO_FIELD: Heaviest = { cost: 0, path: [], node: undefined };
const NOTHING: PlaceCount = {
  objects: 0,
  rows: 0,
  sharedRows: 0,
  heaviest: NO_FIELD,
  heaviestShared: NO_FIELD,
};

/** Rows that cost as much as one object. */
const ROWS_PER_OBJECT = 100;

const costOf = (objects: number, rows: number): number => bounded(objects + rows / ROWS_PER_OBJECT);

/** Throws an Error where the schema has a list of which nobody says how many it may hold. */
export function createCount(schema: GraphQLSchema): CountCost {
  const declared = { sizes: readListSizes(schema), rows: readRowsExamined(schema) };
  const root = schema.getQueryType();
  return ({ document, operation, variables }) => {
    if (!root) return { objects: 0, rows: 0, cost: 0, heaviest: NO_FIELD };
    const count = counter(schema, declared, document, givenBy(operation, variables));
    const found = count(root, [operation.selectionSet], undefined);
    const objects = Math.ceil(found.objects);
    const rows = bounded(found.rows + found.sharedRows);
    return {
      objects,
      rows,
      cost: Math.ceil(costOf(objects, rows)),
      heaviest: heavier(found.heaviest, found.heaviestShared),
    };
  };
}

interface Declared {
  readonly sizes: ListSizes;
  readonly rows: RowsExamined;
}

type CountPlace = (type: GraphQLObjectType, place: Place, sizing: Sizing | undefined) => PlaceCount;

function counter(schema: GraphQLSchema, { sizes, rows }: Declared, document: DocumentNode, given: Given): CountPlace {
  const fragments = fragmentsOf(document);
  const nameOf = createPlaceNames();
  const known = new Map<string, PlaceCount>();

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
    const all = counts.reduce(
      (sum, one) => ({
        objects: sum.objects + one.objects,
        rows: sum.rows + one.rows,
        sharedRows: sum.sharedRows + one.sharedRows,
        heaviest: heavier(sum.heaviest, one.heaviest),
        heaviestShared: heavier(sum.heaviestShared, one.heaviestShared),
      }),
      NOTHING,
    );
    known.set(key, all);
    return all;
  };

  function countField(
    parent: GraphQLObjectType,
    name: string,
    nodes: readonly FieldNode[],
    sizing: Sizing | undefined,
  ): PlaceCount {
    const [node] = nodes;
    const field = node && fieldOf(parent, node.name.value);
    if (!field) return NOTHING;
    const size = sizes.countOf(field, node, given, sizing);
    const place = placeBelow(nodes);
    const below = objectTypes(schema, field)
      .map((type) => countPlace(type, place, sizes.sizingBelow(field, node, given)))
      .reduce((most, one) => (costOfPlace(one) > costOfPlace(most) ? one : most), NOTHING);
    const objects = bounded(size * weightOf(field));
    const examined = rows.get(field);
    const [own, shared] = examined?.shared ? [0, examined.atMost] : [examined?.atMost ?? 0, 0];
    // Who is told of a list wants to know where its size is said.
    const isSizedAbove = sizing?.fields.includes(field.name) ?? false;
    const at = { path: isSizedAbove ? [] : [name], node: isSizedAbove ? undefined : node };
    const inside = (inner: Heaviest, times: number): Heaviest => ({
      cost: bounded(times * inner.cost),
      path: [name, ...inner.path],
      node: inner.node ?? node,
    });
    return {
      objects: bounded(objects + size * below.objects),
      rows: bounded(own + size * below.rows),
      sharedRows: bounded(shared + below.sharedRows),
      heaviest: heavier({ ...at, cost: costOf(objects, own) }, inside(below.heaviest, size)),
      heaviestShared: heavier({ ...at, cost: costOf(0, shared) }, inside(below.heaviestShared, 1)),
    };
  }

  return countPlace;
}

const costOfPlace = ({ objects, rows, sharedRows }: PlaceCount): number => costOf(objects, rows + sharedRows);

const heavier = (one: Heaviest, other: Heaviest): Heaviest => (other.cost > one.cost ? other : one);

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
