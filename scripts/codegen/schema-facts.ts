/** What the cache of a client needs to know of a schema. */
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isListType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';

/** Arguments that choose a page of a list, not the list. */
const PAGE_ARGUMENTS = ['first', 'after', 'last', 'before'];

type Field = GraphQLField<unknown, unknown>;

const sorted = <T extends { readonly name: string }>(values: readonly T[]): readonly T[] =>
  values.toSorted((a, b) => (a.name < b.name ? -1 : 1));

/** The object types, by name. */
export const objectTypes = (schema: GraphQLSchema): readonly GraphQLObjectType[] =>
  sorted(Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith('__'))).filter(
    isObjectType,
  );

/** The scalars that GraphQL itself does not define, by name. */
export const customScalars = (schema: GraphQLSchema): readonly string[] =>
  sorted(Object.values(schema.getTypeMap()).filter((type) => isScalarType(type) && !isSpecifiedScalarType(type))).map(
    ({ name }) => name,
  );

/** The types that implement each interface. */
export const possibleTypes = (schema: GraphQLSchema): ReadonlyArray<readonly [string, readonly string[]]> =>
  sorted(Object.values(schema.getTypeMap()).filter((type) => isAbstractType(type) && !type.name.startsWith('__')))
    .filter(isAbstractType)
    .map((type) => [type.name, sorted(schema.getPossibleTypes(type)).map(({ name }) => name)] as const);

/** Whether the objects of a type have an id of their own. The others are a part of the object that they stand in. */
export const hasId = (type: GraphQLObjectType): boolean => type.getFields().id !== undefined;

export const fieldsOf = (type: GraphQLObjectType): readonly Field[] => sorted(Object.values(type.getFields()));

/** Whether a field is a Relay connection. */
export function isConnection({ type, args }: Field): boolean {
  const named = getNamedType(type);
  if (!isObjectType(named)) return false;
  const { edges, pageInfo } = named.getFields();
  return edges !== undefined && pageInfo !== undefined && args.some(({ name }) => name === 'after');
}

/** The arguments that tell the lists of a connection apart. */
export const keyArguments = ({ args }: Field): readonly string[] =>
  args.map(({ name }) => name).filter((name) => !PAGE_ARGUMENTS.includes(name));

/** Whether a type is the object behind a connection, an edge or the information about a page. */
export const isOfPaging = ({ name }: GraphQLObjectType): boolean => /(Connection|Edge|^PageInfo)$/.test(name);

/** Whether a field is a list of objects that have no id. */
export function isListWithoutIds({ type }: Field): boolean {
  const named = getNamedType(type);
  return isListType(getNullableType(type)) && isObjectType(named) && !hasId(named);
}
