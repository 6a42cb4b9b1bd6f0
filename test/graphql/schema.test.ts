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
import { schemaText } from '../../src/graphql/sdl.ts';
import { createServedSchema } from '../../src/graphql/served-schema.ts';

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

  it('begins with what it is for, and an index of what a reader may want', () => {
    for (const one of [schema, createServedSchema(schema), buildSchema(schemaText().toString())]) {
      expect(one.description).toMatch(/^One graph over a team's working life/);
      expect(one.description).toContain('**I want to ...**');
    }
  });

  it('names only fields that exist in its index', () => {
    const query = schema.getQueryType()?.getFields() ?? {};
    const named = [...(schema.description ?? '').matchAll(/`(\w+)(?:\(| \{|`)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in query))).toEqual(['complete']);
    const entries = Object.keys(query).filter(
      (name) => !['viewer', 'timeRange', 'booking', 'eventTypes'].includes(name),
    );
    expect(entries.filter((name) => !named.includes(name))).toEqual([]);
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

describe('the examples', () => {
  const folder = new URL('../../examples/', import.meta.url);
  const examples = readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .sort();
  const documents = examples.map((file) => parse(readFileSync(new URL(file, folder), 'utf8')));

  it('are the ten canonical queries and the ten questions of a dashboard', () => {
    expect(examples).toHaveLength(20);
  });

  it('begin with a sentence each, which the folder of examples shows', () => {
    for (const file of examples) {
      const [line] = readFileSync(new URL(file, folder), 'utf8').split('\n');
      // So short that all of them fit the height of a phone.
      expect(line, file).toMatch(/^# [A-Z].{10,55}\.$/);
    }
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
