/** What clients/codegen.ts makes in an app's build: types, and documents that each client sends by their ids. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TypedDocumentNode } from '@apollo/client';
import { fetchExchange } from '@urql/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as apollo from '../../clients/examples/apollo-client.ts';
import * as graphqlRequest from '../../clients/examples/graphql-request.ts';
import type { Meetings, MeetingsVariables } from '../../clients/examples/meetings.ts';
import * as urql from '../../clients/examples/urql.ts';
import { range } from '../support/clients.ts';
import { type Graph, startGraph, startServer } from '../support/graph.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const DOCUMENT = `query Meetings($range: DateTimeRange!, $after: String) {
  bookings(filter: { range: $range }, first: 2, after: $after) {
    totalCount complete edges { cursor node { id title start metadata } } pageInfo { hasNextPage endCursor }
  }
}`;

interface Generated {
  readonly MeetingsDocument: TypedDocumentNode<Meetings, MeetingsVariables> & {
    readonly __meta__: { readonly hash: string };
  };
}

let app: string;
let graph: Graph;
let trusting: Awaited<ReturnType<typeof startServer>>;

/** Builds the app, against the schema that the server offers. Returns its types. */
async function build(settings: Readonly<Record<string, string>> = {}): Promise<string> {
  const child = spawn(
    join(ROOT, 'node_modules/.bin/node'),
    ['node_modules/.bin/graphql-codegen', '--config', 'clients/codegen.ts'],
    {
      cwd: app,
      env: { PATH: process.env.PATH, TEAMGRAPH_SCHEMA: new URL('/schema.graphql', graph.url).href, ...settings },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(output);
  return readFileSync(join(app, 'src/graphql/graphql.ts'), 'utf8');
}

beforeAll(async () => {
  app = mkdtempSync(join(tmpdir(), 'teamgraph-app-'));
  mkdirSync(join(app, 'src'));
  writeFileSync(join(app, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(app, 'src/meetings.graphql'), DOCUMENT);
  cpSync(join(ROOT, 'clients/codegen.ts'), join(app, 'clients/codegen.ts'));
  symlinkSync(join(ROOT, 'node_modules'), join(app, 'node_modules'));
  graph = await startGraph();
}, 60_000);
afterAll(async () => {
  await trusting?.close();
  await graph.close();
  rmSync(app, { recursive: true });
});

describe('the build of an app', () => {
  const typeOf = (types: string, name: string) => new RegExp(`\\b${name}\\??: ([^,;]+)`).exec(types)?.[1];

  it('has non-null types of fields that are null only with an error, if the app throws those', async () => {
    const types = await build({ TEAMGRAPH_ERRORS: 'thrown' });
    expect(types).toMatch(/bookings: \{[^\n]* \} \};/);
    expect(typeOf(types, 'totalCount')).toBe('number | null');
  });

  it('has nullable ones otherwise, the scalars, and the manifest', async () => {
    const types = await build();
    expect(types).toMatch(/bookings: \{[^\n]* \} \| null \};/);
    expect(typeOf(types, 'start')).toBe('string');
    expect(typeOf(types, 'metadata')).toMatch(/^unknown/);
    trusting = await startServer({
      ...graph.sandbox.settings,
      TRUSTED_DOCUMENTS: join(app, 'src/graphql/persisted-documents.json'),
      TRUSTED_DOCUMENTS_ONLY: 'on',
    });
  });
});

describe('a server that answers trusted documents only', () => {
  let document: Generated['MeetingsDocument'];
  beforeAll(async () => {
    const generated: Generated = await import(pathToFileURL(join(app, 'src/graphql/graphql.ts')).href);
    document = generated.MeetingsDocument;
  });

  it('answers Apollo Client, which keeps the objects', async () => {
    const client = apollo.createClient(trusting.url, { before: [apollo.persistedDocuments] });
    const { data, error } = await client.query({ query: document, variables: { range } });
    expect([data?.bookings?.edges.length, error]).toEqual([2, undefined]);
    const keys = Object.keys(client.cache.extract() as object);
    expect(keys.filter((key) => key.startsWith('Booking:'))).toHaveLength(2);
  });

  it('answers urql', async () => {
    const client = urql.createClient(trusting.url, { exchanges: [urql.persistedDocuments, fetchExchange] });
    const { data, error } = await client.query(document, { range });
    expect([data?.bookings?.edges.length, error]).toEqual([2, undefined]);
  });

  it('answers graphql-request', async () => {
    const client = graphqlRequest.createPersistedClient(trusting.url, { Meetings: document.__meta__.hash });
    const { bookings } = await client.request<Meetings>(DOCUMENT, { range });
    expect(bookings?.edges).toHaveLength(2);
  });

  it('rejects other documents with a code that the clients can read', async () => {
    const { error } = await urql.createClient(trusting.url).query(urql.MEETINGS, { range });
    expect(error?.graphQLErrors[0]?.extensions.code).toBe('QUERY_NOT_IN_SAFELIST');
    const refused = await apollo.createClient(trusting.url).query({ query: apollo.MEETINGS, variables: { range } });
    expect(apollo.errorsOf(refused.error)[0]?.extensions?.code).toBe('QUERY_NOT_IN_SAFELIST');
  });
});
