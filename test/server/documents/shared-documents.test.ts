/** Documents that several processes share in Redis. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GraphAnswer, startServer } from '../../support/graph.ts';
import { describeWithRedis } from '../../support/redis/with-redis.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const OLD = 'query Old { old: __typename }';
const NEW = 'query New { new: __typename }';
const EVIL = 'query Evil { evil: __typename }';

const byHash = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: sha256(text) } } });

const MEGABYTE = 1024 * 1024;
/** The largest document that can be registered. */
const longDocument = (number: number): string => `{ __typename } # ${number} `.padEnd(32 * 1024, 'x');
const TOKENS = { busy: 'busy-token-of-a-test', quiet: 'quiet-token-of-a-test' };
const AUTH_TOKENS = Object.entries(TOKENS)
  .map(([name, token]) => `${name}:${sha256(token)}`)
  .join(',');

describeWithRedis('documents in Redis', () => {
  let redis: TestRedis;
  let folder: string;
  beforeAll(async () => {
    redis = await startRedis();
    folder = mkdtempSync(join(tmpdir(), 'teamgraph-documents-'));
  });
  afterAll(async () => {
    await redis.close();
    rmSync(folder, { recursive: true });
  });

  /** A process with the documents of its release, which rejects all others. */
  async function release(...documents: string[]) {
    const file = join(folder, `${documents.map(sha256).join('-').slice(0, 40)}.json`);
    writeFileSync(file, JSON.stringify(Object.fromEntries(documents.map((text) => [sha256(text), text]))));
    return startServer({ REDIS_URL: redis.url, TRUSTED_DOCUMENTS: file, TRUSTED_DOCUMENTS_ONLY: 'on' });
  }

  async function post(url: string, body: object, token?: string): Promise<GraphAnswer> {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as GraphAnswer;
  }

  it('of one release are answered by the next, and the other way round', async () => {
    const [earlier, later] = [await release(OLD), await release(NEW)];
    expect((await post(later.url, { documentId: sha256(OLD) })).data).toEqual({ old: 'Query' });
    expect((await post(earlier.url, { documentId: sha256(NEW) })).data).toEqual({ new: 'Query' });
    await earlier.close();
    await later.close();
    const again = await release(NEW);
    expect((await post(again.url, { documentId: sha256(OLD) })).data).toEqual({ old: 'Query' });
    await again.close();
  });

  it('that clients registered are known to all processes, but not trusted', async () => {
    const [one, two] = await Promise.all([1, 2].map(() => startServer({ REDIS_URL: redis.url })));
    const strict = await release(NEW);
    await post(one?.url ?? '', { query: EVIL, ...byHash(EVIL) });
    expect((await post(two?.url ?? '', byHash(EVIL))).data).toEqual({ evil: 'Query' });
    expect((await post(strict.url, byHash(EVIL))).errors?.[0]?.extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
    await Promise.all([one, two, strict].map((server) => server?.close()));
  });

  it('that one caller registers stay within its budget, and take no room from others', async () => {
    const settings = { REDIS_URL: redis.url, AUTH_TOKENS };
    const [one, two] = [await startServer(settings), await startServer(settings)];
    await redis.client.flushall();
    await redis.client.config('RESETSTAT');
    await post(one.url, { query: EVIL, ...byHash(EVIL) }, TOKENS.quiet);
    for (let number = 0; number < 300; number++) {
      const query = longDocument(number);
      // A document beyond the budget is answered all the same.
      expect(await post(one.url, { query, ...byHash(query) }, TOKENS.busy)).toEqual({ data: { __typename: 'Query' } });
    }
    const names = await redis.client.keys('*registered:*');
    const sizes = await Promise.all(names.map((name) => redis.client.strlen(name)));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(4 * MEGABYTE);
    expect(sizes.length).toBeGreaterThan(50);
    for (const { url } of [one, two]) {
      expect((await post(url, byHash(EVIL), TOKENS.quiet)).data).toEqual({ evil: 'Query' });
    }
    // Redis holds no more than memory does.
    expect(await setCalls()).toBeLessThan(150);
    await Promise.all([one, two].map((server) => server.close()));
  });

  it('that are sent with every request are written once', async () => {
    const server = await startServer({ REDIS_URL: redis.url });
    await redis.client.config('RESETSTAT');
    for (let time = 0; time < 20; time++) await post(server.url, { query: NEW, ...byHash(NEW) });
    expect(await setCalls()).toBe(1);
    await server.close();
  });

  async function setCalls(): Promise<number> {
    const stats = await redis.client.info('commandstats');
    return Number(/cmdstat_set:calls=(\d+)/.exec(stats)?.[1] ?? 0);
  }

  it('are ignored if they do not match their hash', async () => {
    const strict = await release(NEW);
    const name = (await redis.client.keys('*document:*'))[0]?.replace(/[\da-f]{64}$/, sha256(EVIL)) ?? '';
    await redis.client.set(name, 'query Other { other: __typename }');
    expect((await post(strict.url, { documentId: sha256(EVIL) })).errors?.[0]?.extensions.code).toBe(
      'PERSISTED_QUERY_NOT_FOUND',
    );
    await strict.close();
  });

  it('of the manifest are answered while Redis is down', async () => {
    const server = await release(OLD, NEW);
    await redis.kill();
    expect((await post(server.url, { documentId: sha256(OLD) })).data).toEqual({ old: 'Query' });
    expect((await post(server.url, byHash(EVIL))).errors?.[0]?.extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
    await server.close();
  });
});
