/**
 * Reads what the schema declares about the cost of its fields: how many items a list may have (`@listSize`, as in the
 * GraphQL cost directives specification) and how many rows of a source the server may examine (`@rowsExamined`).
 */
import {
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
} from 'graphql';
import { argumentValue, type ReadVariable } from './argument-values.ts';

export type Field = GraphQLField<unknown, unknown>;

/** The size that a field declares for lists directly below it (`sizedFields`), such as `nodes` of a connection. */
export interface InheritedSize {
  readonly fields: readonly string[];
  readonly size: number;
}

export interface ListSizes {
  /** The most items of the field itself; 1 where it is no list. `inherited` is what the field above declares. */
  sizeOf(field: Field, node: FieldNode, readVariable: ReadVariable, inherited: InheritedSize | undefined): number;
  /** What the field declares for the lists below it. */
  inheritedFrom(field: Field, node: FieldNode, readVariable: ReadVariable): InheritedSize | undefined;
}

interface Declared {
  readonly assumedSize: number;
  readonly slicingArguments?: readonly string[];
  readonly sizedFields?: readonly string[];
}

/** Throws an Error that names the lists of the schema without a size, or a `@listSize` that is wrong. */
export function readListSizes(schema: GraphQLSchema): ListSizes {
  const declared = new Map([...declaredSizes(schema), ...introspectionSizes(schema)]);
  const unsized = unsizedLists(schema, declared);
  if (unsized.length > 0) throw new Error(`these lists have no @listSize: ${unsized.join(', ')}`);
  return {
    sizeOf: (field, node, readVariable, inherited) => {
      if (!isList(field)) return 1;
      if (inherited?.fields.includes(field.name)) return inherited.size;
      const own = declared.get(field);
      return own ? requestedSize(own, field, node, readVariable) : 0;
    },
    inheritedFrom: (field, node, readVariable) => {
      const own = declared.get(field);
      return own?.sizedFields && { fields: own.sizedFields, size: requestedSize(own, field, node, readVariable) };
    },
  };
}

const isList = ({ type }: Field): boolean => isListType(getNullableType(type));

function requestedSize(
  { assumedSize, slicingArguments }: Declared,
  field: Field,
  node: FieldNode,
  readVariable: ReadVariable,
): number {
  if (!slicingArguments) return assumedSize;
  const slicing = field.args.filter(({ name }) => slicingArguments.includes(name));
  const given = slicing.map((argument) =>
    argumentValue(node, { name: argument.name, defaultValue: undefined }, readVariable),
  );
  const byDefault = slicing.map((argument) => argumentValue(node, argument, readVariable));
  // What the query gives replaces the defaults: `first` has one, and yields to `last`.
  const values = [given, byDefault].map(withoutNull).find(({ length }) => length > 0) ?? [assumedSize];
  return Math.max(...values.map((value) => sizeBy(value, assumedSize)));
}

const withoutNull = (values: readonly unknown[]): unknown[] =>
  values.filter((value) => value !== null && value !== undefined);

/** The size that an argument requests: the length of a list, or a number. An impossible number counts as the largest. */
function sizeBy(value: unknown, most: number): number {
  if (Array.isArray(value)) return value.length;
  return Number.isInteger(value) && Number(value) >= 1 ? Math.min(Number(value), most) : most;
}

const fieldsOfSchema = (
  schema: GraphQLSchema,
): { readonly coordinate: string; readonly parent: string; readonly field: Field }[] =>
  Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) || isInterfaceType(type)
      ? Object.values(type.getFields()).map((field) => {
          return { coordinate: `${type.name}.${field.name}`, parent: type.name, field };
        })
      : [],
  );

function declaredSizes(schema: GraphQLSchema): [Field, Declared][] {
  const directive = schema.getDirective('listSize');
  if (!directive) return [];
  return fieldsOfSchema(schema).flatMap(({ coordinate, field }): [Field, Declared][] => {
    const values = field.astNode && getDirectiveValues(directive, field.astNode);
    return values ? [[field, checkedSize(schema, coordinate, field, values)]] : [];
  });
}

/** A mistake in the directive would let a query through that is beyond the limit. */
function checkedSize(schema: GraphQLSchema, coordinate: string, field: Field, values: Partial<Declared>): Declared {
  const { assumedSize, slicingArguments, sizedFields } = values;
  if (assumedSize === undefined) throw new Error(`${coordinate} has a @listSize without assumedSize`);
  const type = schema.getType(getNamedType(field.type).name);
  const below = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
  const unknown =
    slicingArguments?.find((name) => !field.args.some((argument) => argument.name === name)) ??
    sizedFields?.find((name) => !below[name]);
  if (unknown !== undefined) throw new Error(`${coordinate} has a @listSize with an unknown name: ${unknown}`);
  return { assumedSize, slicingArguments, sizedFields };
}

function unsizedLists(schema: GraphQLSchema, declared: ReadonlyMap<Field, Declared>): string[] {
  const all = fieldsOfSchema(schema);
  const isSizedAbove = (type: string, name: string): boolean => {
    const above = all.filter(({ field }) => getNamedType(field.type).name === type);
    return above.length > 0 && above.every(({ field }) => declared.get(field)?.sizedFields?.includes(name));
  };
  return all
    .filter(({ parent, field }) => isList(field) && !declared.has(field) && !isSizedAbove(parent, field.name))
    .map(({ coordinate }) => coordinate);
}

/** The lists of introspection have as many items as the schema has: in all, or on an average type. */
function introspectionSizes(schema: GraphQLSchema): [Field, Declared][] {
  const types = Object.values(schema.getTypeMap());
  const fields = fieldsOfSchema(schema);
  const directives = schema.getDirectives();
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  const perType = (numbers: readonly number[]): number => sum(numbers) / types.length;
  const sizes: Readonly<Record<string, number>> = {
    '__Schema.types': types.length,
    '__Schema.directives': directives.length,
    '__Type.fields': perType([fields.length]),
    '__Type.interfaces': perType(types.map((type) => (isObjectType(type) ? type.getInterfaces().length : 0))),
    '__Type.possibleTypes': perType(
      types.map((type) => (isInterfaceType(type) ? schema.getPossibleTypes(type).length : 0)),
    ),
    '__Type.enumValues': perType(types.map((type) => (isEnumType(type) ? type.getValues().length : 0))),
    '__Type.inputFields': perType(
      types.map((type) => (isInputObjectType(type) ? Object.keys(type.getFields()).length : 0)),
    ),
    '__Field.args': sum(fields.map(({ field }) => field.args.length)) / fields.length,
    '__Directive.locations': sum(directives.map(({ locations }) => locations.length)) / directives.length,
    '__Directive.args': sum(directives.map(({ args }) => args.length)) / directives.length,
  };
  return fields.flatMap(({ coordinate, field }): [Field, Declared][] => {
    const assumedSize = sizes[coordinate];
    return assumedSize === undefined ? [] : [[field, { assumedSize }]];
  });
}

interface RowsExamined {
  readonly atMost: number;
  /** The server examines the rows once for all objects of one place. */
  readonly shared: boolean;
}

/** The rows that fields with `@rowsExamined` examine. Other fields examine none but the rows that they return. */
export function readRowsExamined(schema: GraphQLSchema): ReadonlyMap<Field, RowsExamined> {
  const directive = schema.getDirective('rowsExamined');
  if (!directive) return new Map();
  return new Map(
    fieldsOfSchema(schema).flatMap(({ field }): [Field, RowsExamined][] => {
      const values = field.astNode && getDirectiveValues(directive, field.astNode);
      return values ? [[field, { atMost: Number(values.atMost), shared: values.shared === true }]] : [];
    }),
  );
}
