/** The code of docs/clients/relay.md on a running server, which knows Relay's documents by their ids. */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse, print, validate } from 'graphql';
import relay, { type ConcreteRequest, type OperationType } from 'relay-runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import MEETING from '../../clients/examples/__generated__/relayDocumentsMeetingQuery.graphql.ts';
import MEETINGS, {
  type relayDocumentsMeetingsQuery,
} from '../../clients/examples/__generated__/relayDocumentsMeetingsQuery.graphql.ts';
import OVERVIEW, {
  type relayDocumentsOverviewQuery,
} from '../../clients/examples/__generated__/relayDocumentsOverviewQuery.graphql.ts';
import { createEnvironment } from '../../clients/examples/relay.ts';
import { schema } from '../../src/graphql/schema.ts';
import { range, useGraph } from '../support/clients.ts';
import { readText } from '../support/docs.ts';

const MANIFEST = new URL('../../clients/examples/__generated__/queries.json', import.meta.url).pathname;
const { createOperationDescriptor, fetchQuery } = relay;

const graph = useGraph({ TRUSTED_DOCUMENTS: MANIFEST, TRUSTED_DOCUMENTS_ONLY: 'on' });
let environment: ReturnType<typeof createEnvironment>;
beforeEach(() => {
  environment = createEnvironment(graph.url());
});
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const ask = <Query extends OperationType>(query: ConcreteRequest, variables: Query['variables']) =>
  fetchQuery<Query>(environment, query, variables).toPromise();

/** Keeps the meetings on the screen. */
async function watch() {
  const { fragment, ...operation } = createOperationDescriptor(MEETINGS, { range });
  stops.push(environment.retain({ fragment, ...operation }).dispose);
  await ask(MEETINGS, { range });
  let snapshot = environment.lookup(fragment);
  const { dispose } = environment.subscribe(snapshot, (next) => {
    snapshot = next;
  });
  stops.push(dispose);
  return { shown: () => snapshot.data as unknown as relayDocumentsMeetingsQuery['response'] };
}

describe('Relay', () => {
  it('joins two pages in one list', async () => {
    const { shown } = await watch();
    const first = shown().bookings?.edges ?? [];
    expect(first).toHaveLength(2);
    const { endCursor } = shown().bookings?.pageInfo ?? {};
    await ask(MEETINGS, { range, after: endCursor });
    const joined = shown().bookings?.edges;
    expect(joined).toHaveLength(4);
    expect(joined?.slice(0, 2)).toEqual(first);
  });

  it('updates the list when one of its objects is read again by its id', async () => {
    const { shown } = await watch();
    const meeting = shown().bookings?.edges[0]?.node;
    graph.rename(meeting?.title, 'Renamed');
    await ask(MEETING, { id: meeting?.id });
    expect(shown().bookings?.edges[0]?.node).toMatchObject({ id: meeting?.id, title: 'Renamed' });
  });

  it('gives the data beside the errors', async () => {
    graph.refuse('alo');
    const data = await ask<relayDocumentsOverviewQuery>(OVERVIEW, { range });
    expect(data?.bookings.edges).toHaveLength(1);
    const errors = [expect.objectContaining({ extensions: expect.objectContaining({ code: 'SOURCE_REFUSED' }) })];
    expect(data?.periods).toEqual({ ok: false, errors });
  });

  it('throws where a field has an error that nothing catches', async () => {
    graph.refuse('calcom');
    await expect(ask(OVERVIEW, { range })).rejects.toThrow('Unexpected response payload');
  });
});

describe('what relay-compiler has made', () => {
  const manifest: Readonly<Record<string, string>> = JSON.parse(readFileSync(MANIFEST, 'utf8'));

  it('is made of the documents as they are', () => {
    const documents = readText('clients/examples/relay-documents.ts').matchAll(/graphql`([^`]+)`/g);
    const hashes = [...documents].map(([, text = '']) => hash('md5', print(parse(text))));
    const made: (ConcreteRequest & { readonly hash?: string })[] = [MEETINGS, MEETING, OVERVIEW];
    expect(made.map((artifact) => artifact.hash)).toEqual(hashes);
  });

  it('is a manifest with the texts of these ids, which the schema can answer', () => {
    const ids = [MEETINGS, MEETING, OVERVIEW].map(({ params }) => params.id);
    expect(Object.keys(manifest).sort()).toEqual(ids.sort());
    for (const [id, text] of Object.entries(manifest)) {
      expect(hash('sha256', text)).toBe(id);
      expect(validate(schema, parse(text))).toEqual([]);
    }
  });
});
