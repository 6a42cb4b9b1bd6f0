/** The resolvers mirror the SDL: a reader who knows one finds a field in the other. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { resolvers } from '../../src/resolvers/index.ts';

const SCHEMA = new URL('../../schema/', import.meta.url);
const files = readdirSync(SCHEMA).filter((file) => file.endsWith('.graphql'));

/** The object types of an SDL file with their fields, in its order. */
const typesIn = (file: string): (readonly [type: string, fields: readonly string[]])[] =>
  parse(readFileSync(new URL(file, SCHEMA), 'utf8')).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION
      ? [[definition.name.value, (definition.fields ?? []).map(({ name }) => name.value)] as const]
      : [],
  );

describe.each(files)('schema/%s', (file) => {
  const types = typesIn(file);

  it('has a file of resolvers with the same stem', () => {
    expect(existsSync(new URL(`../../src/resolvers/${basename(file, '.graphql')}.ts`, import.meta.url))).toBe(true);
  });

  it.each(types)('has the fields of %s in the order of their resolvers', (type, fields) => {
    const resolved = Object.keys(resolvers[type as keyof typeof resolvers] ?? {});
    expect(resolved).toEqual(fields.filter((field) => resolved.includes(field)));
  });

  it('has its types in the order of their resolvers', async () => {
    const module: object = await import(`../../src/resolvers/${basename(file, '.graphql')}.ts`);
    const names = types.map(([type]) => type);
    const maps = Object.values(module).filter((value) => names.some((name) => Object.hasOwn(Object(value), name)));
    const resolved = maps.flatMap((map) => Object.keys(map));
    expect(resolved).toEqual(names.filter((name) => resolved.includes(name)));
  });
});
