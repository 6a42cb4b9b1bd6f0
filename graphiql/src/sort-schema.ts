/** Sorts the schema by name, so that a reader finds a type or a field in the lists of the documentation. */

interface Named {
  readonly name: string;
}

interface IntrospectedType extends Named {
  readonly fields?: readonly Named[] | null;
  readonly inputFields?: readonly Named[] | null;
  readonly possibleTypes?: readonly Named[] | null;
}

interface MayHaveSchema {
  readonly data?: Record<string, unknown> | null;
}

/** Returns the answer itself where it has no whole schema. Values of enums and arguments keep their order, which has a meaning. */
export function sortSchema<Answer extends MayHaveSchema>(answer: Answer): Answer {
  const schema = answer.data?.__schema as { readonly types?: readonly IntrospectedType[] } | undefined;
  if (!schema?.types?.every(({ name }) => typeof name === 'string')) return answer;
  const types = byName(schema.types).map((type) => ({
    ...type,
    fields: type.fields && byName(type.fields),
    inputFields: type.inputFields && byName(type.inputFields),
    possibleTypes: type.possibleTypes && byName(type.possibleTypes),
  }));
  return { ...answer, data: { ...answer.data, __schema: { ...schema, types } } };
}

const byName = <Item extends Named>(items: readonly Item[]): Item[] =>
  [...items].sort((a, b) => (a.name < b.name ? -1 : 1));
