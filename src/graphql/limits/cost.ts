/**
 * Static cost analysis: the objects that a query may return, counted before any source is called. A field counts as many
 * objects as it may have items, times the objects that it is selected on. Values cost nothing, except JSON, which may be as
 * large as an object. The rows that the server may examine for a field are added: a hundred rows cost as much as one object.
 */
import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from 'graphql';
import { isIncluded, type OperationRequest, variableReader } from './argument-values.ts';
import {
  appliesTo,
  collectFields,
  createPlaceKeys,
  fragmentsOf,
  type Place,
  subselectionsOf,
} from './collect-fields.ts';
import { type Field, type InheritedSize, readListSizes, readRowsExamined } from './cost-directives.ts';

/** Whole numbers, of at most `Number.MAX_SAFE_INTEGER`. */
export interface QueryCost {
  /** Objects that the answer may hold. */
  readonly objects: number;
  /** Rows that the server may examine. */
  readonly rows: number;
  /** Both together, in objects. */
  readonly cost: number;
  readonly heaviest: HeaviestField;
}

/** The field that costs most by itself, without the fields below it. */
interface HeaviestField {
  readonly cost: number;
  /** Response names, from the place where the search began. */
  readonly path: readonly string[];
  readonly node: FieldNode | undefined;
}

interface PlaceCost {
  readonly objects: number;
  readonly rows: number;
  /** Rows that are examined once for the place, on however many objects it is selected. */
  readonly sharedRows: number;
  readonly heaviest: HeaviestField;
  /** The field for which most of the shared rows are examined. */
  readonly heaviestShared: HeaviestField;
}

const NO_FIELD: HeaviestField = { cost: 0, path: [], node: undefined };
const NOTHING: PlaceCost = { objects: 0, rows: 0, sharedRows: 0, heaviest: NO_FIELD, heaviestShared: NO_FIELD };

/** Returns the cost analysis of one schema. Throws an Error where the schema has a list without a size. */
export function createCostAnalysis(schema: GraphQLSchema): (request: OperationRequest) => QueryCost {
  const costOfRequest = createPlaceAnalysis(schema);
  const root = schema.getQueryType();
  return (request) => {
    if (!root) return { objects: 0, rows: 0, cost: 0, heaviest: NO_FIELD };
    const found = costOfRequest(request)(root, [request.operation.selectionSet], undefined);
    const objects = Math.ceil(found.objects);
    const rows = bounded(found.rows + found.sharedRows);
    return {
      objects,
      rows,
      cost: Math.ceil(combinedCost(objects, rows)),
      heaviest: heavier(found.heaviest, found.heaviestShared),
    };
  };
}

type CostOfPlace = (type: GraphQLObjectType, place: Place, inherited: InheritedSize | undefined) => PlaceCost;

function createPlaceAnalysis(schema: GraphQLSchema): (request: OperationRequest) => CostOfPlace {
  const sizes = readListSizes(schema);
  const rowsExamined = readRowsExamined(schema);
  return (request) => {
    const readVariable = variableReader(request);
    const fragments = fragmentsOf(request.document);
    const keyOf = createPlaceKeys();
    const known = new Map<string, PlaceCost>();
    return costOfPlace;

    function costOfPlace(type: GraphQLObjectType, place: Place, inherited: InheritedSize | undefined): PlaceCost {
      const key = `${type.name} ${inherited?.fields} ${inherited?.size} ${keyOf(place)}`;
      const before = known.get(key);
      if (before) return before;
      const fields = collectFields(
        place,
        fragments,
        (condition) => isIncluded(condition.directives, readVariable) && appliesTo(schema, type, condition.type),
      );
      const cost = [...fields].map(([name, nodes]) => costOfField(type, name, nodes, inherited)).reduce(add, NOTHING);
      known.set(key, cost);
      return cost;
    }

    function costOfField(
      parent: GraphQLObjectType,
      name: string,
      nodes: readonly FieldNode[],
      inherited: InheritedSize | undefined,
    ): PlaceCost {
      const [node] = nodes;
      const field = node && fieldOf(parent, node.name.value);
      if (!field) return NOTHING;
      const size = sizes.sizeOf(field, node, readVariable, inherited);
      const place = subselectionsOf(nodes);
      const below = objectTypesOf(schema, field)
        .map((type) => costOfPlace(type, place, sizes.inheritedFrom(field, node, readVariable)))
        .reduce((most, one) => (totalOf(one) > totalOf(most) ? one : most), NOTHING);
      const objects = bounded(size * weightOf(field));
      const { atMost = 0, shared = false } = rowsExamined.get(field) ?? {};
      const [ownRows, sharedRows] = shared ? [0, atMost] : [atMost, 0];
      // An error about a list points to the field whose arguments give its size.
      const isSizedAbove = inherited?.fields.includes(field.name) ?? false;
      const own = { path: isSizedAbove ? [] : [name], node: isSizedAbove ? undefined : node };
      const inside = (inner: HeaviestField, times: number): HeaviestField => ({
        cost: bounded(times * inner.cost),
        path: [name, ...inner.path],
        node: inner.node ?? node,
      });
      return {
        objects: bounded(objects + size * below.objects),
        rows: bounded(ownRows + size * below.rows),
        sharedRows: bounded(sharedRows + below.sharedRows),
        heaviest: heavier({ ...own, cost: combinedCost(objects, ownRows) }, inside(below.heaviest, size)),
        heaviestShared: heavier({ ...own, cost: combinedCost(0, sharedRows) }, inside(below.heaviestShared, 1)),
      };
    }
  };
}

const add = (sum: PlaceCost, one: PlaceCost): PlaceCost => ({
  objects: sum.objects + one.objects,
  rows: sum.rows + one.rows,
  sharedRows: sum.sharedRows + one.sharedRows,
  heaviest: heavier(sum.heaviest, one.heaviest),
  heaviestShared: heavier(sum.heaviestShared, one.heaviestShared),
});

const ROWS_PER_OBJECT = 100;

const combinedCost = (objects: number, rows: number): number => bounded(objects + rows / ROWS_PER_OBJECT);

const totalOf = ({ objects, rows, sharedRows }: PlaceCost): number => combinedCost(objects, rows + sharedRows);

const heavier = (one: HeaviestField, other: HeaviestField): HeaviestField => (other.cost > one.cost ? other : one);

const bounded = (count: number): number => Math.min(count, Number.MAX_SAFE_INTEGER);

function fieldOf(parent: GraphQLObjectType, name: string): Field | undefined {
  // They belong to the root type, and a valid document selects them nowhere else.
  if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return parent.getFields()[name];
}

function objectTypesOf(schema: GraphQLSchema, field: Field): readonly GraphQLObjectType[] {
  const type = getNamedType(field.type);
  if (isAbstractType(type)) return schema.getPossibleTypes(type);
  return isObjectType(type) ? [type] : [];
}

/** `__Type.ofType` only unwraps a list or a non-null type. */
function weightOf(field: Field): number {
  const type = getNamedType(field.type);
  if (type.name === '__Type' && field.name === 'ofType') return 0;
  return isCompositeType(type) || type.name === 'JSON' ? 1 : 0;
}
