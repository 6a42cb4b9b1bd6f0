/** The SDL, the printed schema and the canonical queries agree. */
import { readdirSync, readFileSync } from 'node:fs';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';

const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
const own = types.filter(({ name }) => !['String', 'Int', 'Float', 'Boolean', 'ID'].includes(name));

/** Every type, field, argument and enum value, as `Type.field(argument)`, with its description. */
function* sentences(): Generator<[string, string | null | undefined]> {
  for (const type of own) {
    yield [type.name, type.description];
    if (isEnumType(type)) for (const value of type.getValues()) yield [`${type.name}.${value.name}`, value.description];
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) yield [`${type.name}.${field.name}`, field.description];
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      yield [`${type.name}.${field.name}`, field.description];
      for (const argument of field.args) yield [`${type.name}.${field.name}(${argument.name})`, argument.description];
    }
  }
}

describe('the schema', () => {
  it('describes every type, field, argument and enum value', () => {
    const silent = [...sentences()].filter(([, sentence]) => !/^\S[\s\S]*[.:]$|^\S[\s\S]*\.\s*$/.test(sentence ?? ''));
    expect(silent.map(([place]) => place)).toEqual([]);
  });

  it('has the descriptions of the SDL at run time', () => {
    expect(schema.getType('TimeZone')?.description).toBe('The IANA name of a time zone, such as `Europe/Berlin`.');
  });
});

describe('docs/schema.graphql', () => {
  const sdl = readFileSync(new URL('../../docs/schema.graphql', import.meta.url), 'utf8');

  it('defines each directive that it uses, except those that every version of graphql 16 has', () => {
    const defined = new Set(['skip', 'include', 'deprecated', 'specifiedBy']);
    const used = new Set<string>();
    visit(parse(sdl), {
      DirectiveDefinition: ({ name }) => void defined.add(name.value),
      Directive: ({ name }) => void used.add(name.value),
    });
    expect([...used]).toContain('oneOf');
    expect([...used].filter((name) => !defined.has(name))).toEqual([]);
  });

  it('builds a schema of the types that are served', () => {
    const built = buildSchema(sdl);
    expect(Object.keys(built.getTypeMap()).sort()).toEqual(Object.keys(schema.getTypeMap()).sort());
    const by = built.getType('UserBy');
    expect(isInputObjectType(by) && by.isOneOf).toBe(true);
  });
});

describe('the canonical queries', () => {
  const folder = new URL('../../examples/', import.meta.url);
  const examples = readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .sort();
  const documents = examples.map((file) => parse(readFileSync(new URL(file, folder), 'utf8')));

  it('are ten', () => {
    expect(examples).toHaveLength(10);
  });

  it.each(examples.map((file, index) => [file, index] as const))('%s is valid', (_, index) => {
    const document = documents[index];
    expect(document && validate(schema, document)).toEqual([]);
  });

  it('name each operation, which is the title of its tab', () => {
    for (const document of documents) {
      for (const definition of document.definitions) expect(definition).toHaveProperty('name.value');
    }
  });

  it('select every field, together with one query for the rest', () => {
    const rest = parse(readFileSync(new URL('../support/other-fields.graphql', import.meta.url), 'utf8'));
    const touched = new Set<string>();
    for (const document of [...documents, rest]) {
      const info = new TypeInfo(schema);
      const note = (): void => {
        touched.add(`${info.getParentType()?.name}.${info.getFieldDef()?.name}`);
      };
      visit(document, visitWithTypeInfo(info, { Field: note }));
    }
    const fields = own
      .filter(isObjectType)
      .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
    expect(fields.filter((field) => !touched.has(field))).toEqual([]);
  });
});
