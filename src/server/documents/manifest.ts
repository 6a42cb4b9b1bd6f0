/**
 * Reads manifests of trusted documents, as the builds of clients write them: a JSON object of ids and texts
 * (`persisted-documents.json` of GraphQL Code Generator's client preset, the query map of Relay), or the manifest of
 * https://www.npmjs.com/package/@apollo/generate-persisted-query-manifest.
 */
import { readFileSync } from 'node:fs';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { z } from 'zod';

const text = z.string().min(1);
const apolloManifest = z
  .object({
    format: z.literal('apollo-persisted-query-manifest'),
    version: z.literal(1),
    operations: z.array(z.object({ id: text, body: text })),
  })
  .transform(({ operations }) => operations.map(({ id, body }): [string, string] => [id, body]));
const manifestSchema = z.union([apolloManifest, z.record(text, text).transform(Object.entries<string>)]);

/** Texts by id, without the prefix of the algorithm. */
export type Manifest = ReadonlyMap<string, string>;

/**
 * The documents of all files together. Throws an Error of one line, which begins with `setting`, if a file cannot be read or
 * two documents have the same id.
 */
export function readManifests(files: readonly string[], setting = 'TRUSTED_DOCUMENTS: '): Manifest {
  const fail: Fail = (problem) => {
    throw new Error(`${setting}${problem}`);
  };
  const documents = new Map<string, string>();
  for (const [id, text] of files.flatMap((file) => readManifest(file, fail))) {
    const known = documents.get(id);
    if (known !== undefined && known !== text) fail(`two documents have the id ${id.slice(0, 12)}...`);
    documents.set(id, text);
  }
  return documents;
}

type Fail = (problem: string) => never;

function readManifest(file: string, fail: Fail): [id: string, text: string][] {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    return fail(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  try {
    return manifestSchema.parse(JSON.parse(content)).map(([id, document]) => [idOf(id), document]);
  } catch {
    return fail(`${file} is not a JSON object of ids and documents, nor a manifest of Apollo's`);
  }
}

/** The id in `sha256:<hex>` or `<hex>`: clients write either. */
export const idOf = (written: string): string => written.replace(/^sha(256|1):/, '').toLowerCase();

export interface BrokenDocument {
  readonly id: string;
  readonly problem: string;
}

/** The documents that are not valid in this schema. */
export const brokenDocuments = (schema: GraphQLSchema, manifest: Manifest): BrokenDocument[] =>
  [...manifest].flatMap(([id, text]) => {
    const problem = problemIn(schema, text);
    return problem === undefined ? [] : [{ id, problem }];
  });

function problemIn(schema: GraphQLSchema, text: string): string | undefined {
  try {
    return validate(schema, parse(text))[0]?.message;
  } catch (error) {
    return (error as Error).message;
  }
}
