/** Documents that clients send by id: those of a manifest, and those that clients registered. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type GraphAnswer, startServer } from '../../support/graph.ts';
import { startMain } from '../../support/process.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const NAMES = 'query Names { __typename }';
const TYPED = 'query Typed($first: Int) { users(first: $first) { __typename } }';
const OTHER = 'query Other { other: __typename }';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'teamgraph-documents-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((close) => close()));
});

let manifests = 0;
function manifest(content: object | string): string {
  const file = join(folder, `manifest-${++manifests}.json`);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

async function start(settings: Readonly<Record<string, string>>) {
  const server = await startServer(settings);
  running.push(server.close);
  const answerOf = async (response: Response) => ({
    status: response.status,
    body: (await response.json()) as GraphAnswer,
  });
  return {
    post: async (body: object) =>
      answerOf(
        await fetch(server.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    get: async (parameters: Record<string, string>) =>
      answerOf(
        await fetch(`${server.url}?${new URLSearchParams(parameters)}`, {
          headers: { 'apollo-require-preflight': '1' },
        }),
      ),
  };
}

const byHash = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });
const codeOf = ({ body }: { body: GraphAnswer }) => body.errors?.[0]?.extensions.code;

describe('a document of the manifest', () => {
  const own = () => ({ [`sha256:${sha256(NAMES)}`]: NAMES, 'names-2': NAMES, [sha256(TYPED)]: TYPED });

  it.each([
    ['documentId', { documentId: `sha256:${sha256(NAMES)}` }],
    ['documentId without its algorithm', { documentId: sha256(NAMES) }],
    ['documentId that is no hash', { documentId: 'names-2' }],
    ['the hash that Apollo Client sends', { extensions: byHash(sha256(NAMES)) }],
    ['the hash with its algorithm', { extensions: byHash(`sha256:${sha256(NAMES)}`) }],
  ])('is answered by %s, over POST and GET', async (_, reference) => {
    const { post, get } = await start({ TRUSTED_DOCUMENTS: manifest(own()) });
    expect(await post(reference)).toEqual({ status: 200, body: { data: { __typename: 'Query' } } });
    const parameters = Object.entries(reference).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    expect(await get(Object.fromEntries(parameters))).toEqual({ status: 200, body: { data: { __typename: 'Query' } } });
  });

  it('is not answered for a link on another page', async () => {
    const server = await startServer({ TRUSTED_DOCUMENTS: manifest(own()) });
    running.push(server.close);
    const response = await fetch(`${server.url}?documentId=names-2`, { headers: { 'sec-fetch-site': 'cross-site' } });
    const { data, errors } = (await response.json()) as GraphAnswer;
    expect([response.status, data, errors?.[0]?.extensions.code]).toEqual([403, undefined, 'FORBIDDEN']);
  });

  it('that is unknown is not found, also if the server accepts other queries', async () => {
    const { post, get } = await start({ TRUSTED_DOCUMENTS: manifest(own()) });
    for (const rejected of [await post({ documentId: 'names-3' }), await get({ documentId: 'names-3' })]) {
      expect([rejected.status, codeOf(rejected)]).toEqual([400, 'PERSISTED_QUERY_NOT_FOUND']);
    }
  });

  it('takes variables', async () => {
    const { post } = await start({ TRUSTED_DOCUMENTS: manifest(own()) });
    const { body } = await post({ documentId: sha256(TYPED), variables: { first: -1 } });
    expect(body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('may be in any of several manifests, so that those of earlier releases stay valid', async () => {
    const files = [manifest({ [sha256(NAMES)]: NAMES }), manifest({ [sha256(OTHER)]: OTHER })];
    const { post } = await start({ TRUSTED_DOCUMENTS: files.join(','), TRUSTED_DOCUMENTS_ONLY: 'on' });
    expect((await post({ documentId: sha256(NAMES) })).body.data).toEqual({ __typename: 'Query' });
    expect((await post({ documentId: sha256(OTHER) })).body.data).toEqual({ other: 'Query' });
  });
});

describe('a server that accepts only trusted documents', () => {
  const only = () => start({ TRUSTED_DOCUMENTS: manifest({ [sha256(NAMES)]: NAMES }), TRUSTED_DOCUMENTS_ONLY: 'on' });

  it('answers a trusted one by its id or its exact text', async () => {
    const { post, get } = await only();
    const trusted = { status: 200, body: { data: { __typename: 'Query' } } };
    expect(await post({ documentId: sha256(NAMES) })).toEqual(trusted);
    expect(await post({ query: NAMES })).toEqual(trusted);
    expect(await get({ query: NAMES })).toEqual(trusted);
  });

  it.each([
    ['another', { query: OTHER }],
    ['one with a blank more', { query: `${NAMES} ` }],
    ['another under the hash of a trusted one', { query: OTHER, extensions: byHash(sha256(NAMES)) }],
    ['another under the id of a trusted one', { query: OTHER, documentId: sha256(NAMES) }],
    ['one that is being registered', { query: OTHER, extensions: byHash(sha256(OTHER)) }],
    ['another beside the id of a trusted one, as an empty text', { query: '', documentId: sha256(NAMES) }],
    ['nothing', {}],
    ['no text', { query: 7 }],
    ['introspection', { query: '{ __schema { queryType { name } } }' }],
  ])('rejects %s', async (_, reference) => {
    const { post } = await only();
    const rejected = await post(reference);
    expect([rejected.status, codeOf(rejected)]).toEqual([400, 'QUERY_NOT_IN_SAFELIST']);
  });

  it('rejects an unknown id, and the names of Object.prototype', async () => {
    const { post, get } = await only();
    for (const documentId of [sha256(OTHER), '__proto__', 'constructor', '']) {
      for (const rejected of [await post({ documentId }), await get({ documentId })]) {
        expect([rejected.status, codeOf(rejected)]).toEqual([400, 'PERSISTED_QUERY_NOT_FOUND']);
      }
    }
  });
});

describe('automatic persisted queries', () => {
  it('are registered by one request and answered by their hash, over GET too', async () => {
    const { post, get } = await start({});
    const extensions = byHash(sha256(OTHER));
    expect(codeOf(await post({ extensions }))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect((await post({ query: OTHER, extensions })).body.data).toEqual({ other: 'Query' });
    expect((await post({ extensions })).body.data).toEqual({ other: 'Query' });
    expect((await get({ extensions: JSON.stringify(extensions) })).body.data).toEqual({ other: 'Query' });
  });

  it('are rejected if the hash does not match the text', async () => {
    const { post } = await start({});
    const rejected = await post({ query: OTHER, extensions: byHash(sha256(NAMES)) });
    expect(rejected.status).toBe(400);
    expect(codeOf(await post({ extensions: byHash(sha256(NAMES)) }))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });
});

describe('a query of the largest size', () => {
  it('is answered, and leaves room for others', async () => {
    const { post } = await start({});
    const long = `${OTHER}${' '.repeat(32 * 1024)}`;
    expect((await post({ query: long, extensions: byHash(sha256(long)) })).body.data).toEqual({ other: 'Query' });
    expect(codeOf(await post({ extensions: byHash(sha256(long)) }))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });
});

describe('a manifest', () => {
  it.each([
    ['that is not there', () => 'nowhere.json', /TRUSTED_DOCUMENTS: nowhere\.json cannot be read \(ENOENT\)/],
    ['that is no JSON', () => manifest('{'), /is not a JSON object of ids and documents/],
    ['of something else', () => manifest([1]), /is not a JSON object of ids and documents/],
    ['with an empty document', () => manifest({ a: '' }), /is not a JSON object of ids and documents/],
  ])('that is %s stops the start with one line', async (_, file, expected) => {
    const main = startMain({ TRUSTED_DOCUMENTS: file() });
    const [code] = await main.exited;
    expect([code, main.output.stdout]).toEqual([1, '']);
    expect(main.output.stderr).toMatch(expected);
    expect(main.output.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('of Apollo is read, beside one of another client', async () => {
    const apollo = {
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [{ id: sha256(NAMES), name: 'Names', type: 'query', body: NAMES }],
    };
    const files = [manifest(apollo), manifest({ other: OTHER })].join(',');
    const { post } = await start({ TRUSTED_DOCUMENTS: files, TRUSTED_DOCUMENTS_ONLY: 'on' });
    expect((await post({ extensions: byHash(sha256(NAMES)) })).body.data).toEqual({ __typename: 'Query' });
    expect((await post({ documentId: 'other' })).body.data).toEqual({ other: 'Query' });
  });

  it('of Apollo in an unknown version stops the start', async () => {
    const main = startMain({
      TRUSTED_DOCUMENTS: manifest({ format: 'apollo-persisted-query-manifest', version: 2, operations: [] }),
    });
    expect((await main.exited)[0]).toBe(1);
    expect(main.output.stderr).toMatch(/nor a manifest of Apollo's/);
  });

  it('that contradicts another one stops the start', async () => {
    const files = [manifest({ a: NAMES }), manifest({ a: OTHER })];
    const main = startMain({ TRUSTED_DOCUMENTS: files.join(',') });
    expect((await main.exited)[0]).toBe(1);
    expect(main.output.stderr).toMatch(/two documents have the id a/);
  });
});
