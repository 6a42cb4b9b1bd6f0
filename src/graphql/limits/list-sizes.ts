/** How many the lists of the schema may hold, as `@listSize` says, and as the schema itself is large. */
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
import { argumentOf, type Given } from './given.ts';

export type Field = GraphQLField<unknown, unknown>;

/** What a field says of the lists below it: how many they hold. */
export interface Sizing {
  readonly fields: readonly string[];
  readonly size: number;
}

export interface ListSizes {
  /** How many the field itself gives, in a place where `above` holds: 1 where it is no list. */
  countOf(field: Field, node: FieldNode, given: Given, above: Sizing | undefined): number;
  /** What holds in the place below the field. */
  sizingBelow(field: Field, node: FieldNode, given: Given): Sizing | undefined;
}

interface Declared {
  readonly assumedSize: number;
  readonly slicingArguments?: readonly string[];
  readonly sizedFields?: readonly string[];
}

/** Throws an Error that names lists of the schema of which nobody says how many they may hold, or a wrong directive. */
export function readListSizes(schema: GraphQLSchema): ListSizes {
  const declared = new Map([...declaredSizes(schema), ...sizesOfSchema(schema)]);
  const unsized = unsizedLists(schema, declared);
  if (unsized.length > 0) throw new Error(`these lists have no @listSize: ${unsized.join(', ')}`);

  const sizeOf = ({ assumedSize, slicingArguments }: Declared, field: Field, node: FieldNode, given: Given): number => {
    if (!slicingArguments) return assumedSize;
    const slicing = field.args.filter(({ name }) => slicingArguments.includes(name));
    return Math.max(...slicing.map((argument) => sizeBy(argumentOf(node, argument, given), assumedSize)));
  };

  return {
    countOf: (field, node, given, above) => {
      if (!isList(field)) return 1;
      if (above?.fields.includes(field.name)) return above.size;
      const own = declared.get(field);
      return own ? sizeOf(own, field, node, given) : 0;
    },
    sizingBelow: (field, node, given) => {
      const own = declared.get(field);
      return own?.sizedFields && { fields: own.sizedFields, size: sizeOf(own, field, node, given) };
    },
  };
}

const isList = ({ type }: Field): boolean => isListType(getNullableType(type));

/** What an argument says of a size. One that cannot be is refused before anything is read; until then it says nothing. */
function sizeBy(value: unknown, most: number): number {
  if (Array.isArray(value)) return value.length;
  return Number.isInteger(value) && Number(value) >= 1 ? Math.min(Number(value), most) : most;
}

const fieldsOfSchema = (
  schema: GraphQLSchema,
): { readonly place: string; readonly of: string; readonly field: Field }[] =>
  Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) || isInterfaceType(type)
      ? Object.values(type.getFields()).map((field) => ({ place: `${type.name}.${field.name}`, of: type.name, field }))
      : [],
  );

function declaredSizes(schema: GraphQLSchema): [Field, Declared][] {
  const directive = schema.getDirective('listSize');
  if (!directive) return [];
  return fieldsOfSchema(schema).flatMap(({ place, field }): [Field, Declared][] => {
    const said = field.astNode && getDirectiveValues(directive, field.astNode);
    return said ? [[field, checked(schema, place, field, said)]] : [];
  });
}

/** A slip here would let through what is meant to be refused. */
function checked(
  schema: GraphQLSchema,
  place: string,
  field: Field,
  said: Readonly<Record<string, unknown>>,
): Declared {
  const { assumedSize, slicingArguments, sizedFields } = said as Partial<Declared>;
  if (assumedSize === undefined) throw new Error(`${place} has a @listSize without assumedSize`);
  const type = schema.getType(getNamedType(field.type).name);
  const below = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
  const stranger =
    slicingArguments?.find((name) => !field.args.some((argument) => argument.name === name)) ??
    sizedFields?.find((name) => !below[name]);
  if (stranger !== undefined) throw new Error(`${place} has a @listSize that names what there is not: ${stranger}`);
  return { assumedSize, slicingArguments, sizedFields };
}

function unsizedLists(schema: GraphQLSchema, declared: ReadonlyMap<Field, Declared>): string[] {
  const all = fieldsOfSchema(schema);
  const isSizedAbove = (type: string, name: string): boolean => {
    const above = all.filter(({ field }) => getNamedType(field.type).name === type);
    return above.length > 0 && above.every(({ field }) => declared.get(field)?.sizedFields?.includes(name));
  };
  return all
    .filter(({ of, field }) => isList(field) && !declared.has(field) && !isSizedAbove(of, field.name))
    .map(({ place }) => place);
}

/** The lists in which a schema tells of itself hold as many as it has: in all, or on an average type. */
function sizesOfSchema(schema: GraphQLSchema): [Field, Declared][] {
  const types = Object.values(schema.getTypeMap());
  const fields = fieldsOfSchema(schema);
  const directives = schema.getDirectives();
  const count = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
  const perType = (numbers: readonly number[]): number => count(numbers) / types.length;
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
    '__Field.args': count(fields.map(({ field }) => field.args.length)) / fields.length,
    '__Directive.locations': count(directives.map(({ locations }) => locations.length)) / directives.length,
    '__Directive.args': count(directives.map(({ args }) => args.length)) / directives.length,
  };
  return fields.flatMap(({ place, field }): [Field, Declared][] => {
    const assumedSize = sizes[place];
    return assumedSize === undefined ? [] : [[field, { assumedSize }]];
  });
}
