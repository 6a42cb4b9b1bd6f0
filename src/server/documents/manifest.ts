/**
 * The documents that clients are known to send, as their own builds list them: a JSON object of ids and texts, which is
 * what the client preset of GraphQL Code Generator writes as `persisted-documents.json` and Relay as its query map; or what
 * @apollo/generate-persisted-query-manifest writes.
 */
import { readFileSync } from 'node:fs';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { z } from 'zod';

const text = z.string().min(1);
/** https://www.npmjs.com/package/@apollo/generate-persisted-query-manifest */
const apolloManifest = z
  .object({
    format: z.literal('apollo-persisted-query-manifest'),
    version: z.literal(1),
    operations: z.array(z.object({ id: text, body: text })),
  })
  .transform(({ operations }) => operations.map(({ id, body }): [string, string] => [id, body]));
const manifestSchema = z.union([apolloManifest, z.record(text, text).transform(Object.entries<string>)]);

/** By id, which the prefix of its algorithm is no part of. */
export type Manifest = ReadonlyMap<string, string>;

/**
 * All of the files together. Throws an Error of one line where one cannot be read, or two disagree; it begins with the
 * setting that named them, or with nothing where none did.
 */
export function readManifests(files: readonly string[], setting = 'TRUSTED_DOCUMENTS: '): Manifest {
  const refuse: Refuse = (problem) => {
    throw new Error(`${setting}${problem}`);
  };
  const documents = new Map<string, string>();
  for (const [id, text] of files.flatMap((file) => readManifest(file, refuse))) {
    const known = documents.get(id);
    if (known !== undefined && known !== text) {
      refuse(`two documents have the id ${id.slice(0, 12)}...`);
    }
    documents.set(id, text);
  }
  return documents;
}

type Refuse = (problem: string) => never;

function readManifest(file: string, refuse: Refuse): [id: string, text: string][] {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    return refuse(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  try {
    return manifestSchema.parse(JSON.parse(content)).map(([id, document]) => [idOf(id), document]);
  } catch {
    return refuse(`${file} is not a JSON object of ids and documents, nor a manifest of Apollo's`);
  }
}

/** Clients write it with its algorithm or without: `sha256:<hex>` or `<hex>`. */
export const idOf = (written: string): string => written.replace(/^sha(256|1):/, '').toLowerCase();

export interface BrokenDocument {
  readonly id: string;
  readonly problem: string;
}

/** Those that this schema cannot answer any more, or never could. */
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
