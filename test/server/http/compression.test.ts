import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, startGraph } from '../../support/graph.ts';

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

const LARGE = '{ users(first: 50) { nodes { id name email identities { source sourceId name rule } } } }';
const SMALL = '{ __typename }';

/** The bytes on the wire: no library decodes them. */
async function post(query: string, acceptEncoding?: string): Promise<{ headers: IncomingHttpHeaders; bytes: Buffer }> {
  const pending = request(graph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(acceptEncoding ? { 'accept-encoding': acceptEncoding } : {}) },
  });
  pending.end(JSON.stringify({ query }));
  const [answer] = await once(pending, 'response');
  return { headers: answer.headers, bytes: Buffer.concat(await answer.toArray()) };
}

describe('an answer', () => {
  it.each([
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['gzip, br;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['BR', 'br'],
    ['*', 'br'],
    ['identity;q=0.5, gzip;q=0.1', 'gzip'],
  ])('for Accept-Encoding "%s" is smaller in %s', async (accepted, encoding) => {
    const plain = await post(LARGE);
    const { headers, bytes } = await post(LARGE, accepted);
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['content-length']).toBe(String(bytes.length));
    expect(bytes.length).toBeLessThan(plain.bytes.length / 2);
    const read = encoding === 'br' ? brotliDecompressSync(bytes) : gunzipSync(bytes);
    expect(read.equals(plain.bytes)).toBe(true);
  });

  it.each([undefined, 'identity', 'deflate', 'br;q=0, gzip;q=0', '*;q=0', 'nonsense;;;,,;q=x'])(
    'for Accept-Encoding "%s" is not compressed',
    async (accepted) => {
      const { headers, bytes } = await post(LARGE, accepted);
      expect(headers['content-encoding']).toBeUndefined();
      expect(JSON.parse(bytes.toString()).data.users.nodes.length).toBeGreaterThan(5);
    },
  );

  it('that is small is not compressed', async () => {
    const { headers, bytes } = await post(SMALL, 'br, gzip');
    expect(headers['content-encoding']).toBeUndefined();
    expect(JSON.parse(bytes.toString())).toEqual({ data: { __typename: 'Query' } });
  });

  it('lists in Vary what it depends on', async () => {
    for (const query of [SMALL, LARGE, '{ nothingLikeThat }']) {
      const { headers } = await post(query, 'br');
      const dependsOn = String(headers.vary).toLowerCase().split(', ');
      expect(dependsOn).toEqual(expect.arrayContaining(['authorization', 'accept', 'accept-encoding', 'origin']));
    }
  });
});
