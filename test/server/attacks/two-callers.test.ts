/** Callers with different scopes send the same query, at once and one after the other: none gets another's answer (B23). */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { type GraphAnswer, startServer } from '../../support/graph.ts';
import { describeWithRedis } from '../../support/redis/with-redis.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';

const NAMES = ['everything', 'attendees', 'performance'] as const;
type Name = (typeof NAMES)[number];
const tokenOf = (name: Name): string => `tg_${name}`;
const AUTH_TOKENS = NAMES.map((name) => {
  const sha256 = createHash('sha256').update(tokenOf(name)).digest('hex');
  return name === 'everything' ? `${name}:${sha256}` : `${name}:${sha256}:${name}`;
}).join(',');

const QUERY = /* GraphQL */ `
  {
    bookings(first: 3) { nodes { uid attendees { name email } } }
    memberStats(range: { from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }, timeZone: "UTC") {
      mostBookings { value }
    }
  }
`;

let sandbox: Sandbox;
let alone: ReadonlyMap<Name, GraphAnswer>;
beforeAll(async () => {
  sandbox = await startSandbox();
  const server = await start({ CACHE: 'off' });
  alone = new Map(await Promise.all(NAMES.map(async (name) => [name, await ask(server.url, name)] as const)));
  await server.close();
});
afterAll(() => sandbox.close());

const start = (settings: Record<string, string>) =>
  startServer({ ...sandbox.settings, AUTH_TOKENS, ...settings }, { nowMs: () => sandbox.now.getTime() });

async function ask(url: string, name: Name, method: 'GET' | 'POST' = 'POST'): Promise<GraphAnswer> {
  const headers = { authorization: `Bearer ${tokenOf(name)}`, 'content-type': 'application/json' };
  const response =
    method === 'POST'
      ? await fetch(url, { method, headers, body: JSON.stringify({ query: QUERY }) })
      : await fetch(`${url}?query=${encodeURIComponent(QUERY)}`, { headers });
  return (await response.json()) as GraphAnswer;
}

/** All callers at once, by POST and by GET, in several rounds: the first with a cold cache, the others with a warm one. */
async function expectOwn(urls: readonly string[]): Promise<void> {
  for (let round = 0; round < 3; round++) {
    const asking = urls.flatMap((url) =>
      NAMES.flatMap((name) =>
        (['POST', 'GET'] as const).map(async (method) => [name, await ask(url, name, method)] as const),
      ),
    );
    for (const [name, answer] of await Promise.all(asking)) expect(answer).toEqual(alone.get(name));
  }
}

it('callers with different scopes get different answers', () => {
  expect(alone.get('everything')?.errors).toBeUndefined();
  expect(alone.get('attendees')?.data).toMatchObject({
    memberStats: null,
    bookings: { nodes: [{ attendees: [{ email: expect.any(String) }] }, {}, {}] },
  });
  expect(alone.get('performance')?.data).toMatchObject({
    memberStats: { mostBookings: expect.any(Array) },
    bookings: { nodes: [{ attendees: [{ email: null }] }, {}, {}] },
  });
});

describe.each(['on', 'off'])('with the cache %s', (CACHE) => {
  it('no caller gets the answer of another', async () => {
    const server = await start({ CACHE });
    await expectOwn([server.url]);
    await server.close();
  });
});

describeWithRedis('through Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  it('no caller gets the answer of another from another process', async () => {
    const settings = { CACHE: 'on', REDIS_URL: redis.url, PROCESSES: '2' };
    const servers = [await start(settings), await start(settings)];
    await expectOwn(servers.map(({ url }) => url));
    for (const server of servers) await server.close();
  });
});
