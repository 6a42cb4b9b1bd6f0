/** Two servers answer all the time while Redis fails in many ways: no answer is wrong, and afterwards Redis is used again. */

import { connect, createServer, type Server as NetServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ChainableCommander } from 'ioredis';
import { afterAll, beforeAll, describe, type ExpectStatic, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { type GraphAnswer, startServer } from '../../support/graph.ts';
import { describeWithRedis } from '../../support/redis/with-redis.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';

const CLIENTS = 2;
const BETWEEN_MS = 50;
/** Longer than no command is sent after a failure. */
const TROUBLE_MS = 2_200;
const AGAIN_MS = 100;
const POLL = { timeout: 30_000, interval: 200 };

interface Trouble {
  begin?(redis: TestRedis): unknown;
  /** What goes wrong again and again. */
  meanwhile?(redis: TestRedis): unknown;
  end?(redis: TestRedis): unknown;
}

const config =
  (name: string, value: string | number) =>
  ({ client }: TestRedis) =>
    client.config('SET', name, value);

/** Does something to every name. */
const toEvery =
  (spoil: (pipeline: ChainableCommander, name: string, names: readonly string[]) => unknown) =>
  async ({ client }: TestRedis): Promise<void> => {
    const pipeline = client.pipeline();
    const names = await client.keys('*');
    for (const name of names) spoil(pipeline, name, names);
    await pipeline.exec();
  };

const cutAll = async ({ client }: TestRedis) => client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');

const TROUBLES: readonly [string, Trouble][] = [
  ['is killed and comes back empty', { begin: (redis) => redis.kill(), end: (redis) => redis.restart() }],
  ['is paused and goes on', { begin: (redis) => redis.pause(), end: (redis) => redis.resume() }],
  [
    'stutters',
    {
      meanwhile: async (redis) => {
        redis.pause();
        await wait(70);
        redis.resume();
      },
    },
  ],
  ['is slow', { meanwhile: ({ client }) => client.call('CLIENT', 'PAUSE', 90, 'ALL') }],
  ['is flushed again and again', { meanwhile: ({ client }) => client.flushall() }],
  [
    'is a replica of an unreachable server',
    {
      begin: ({ client }) => client.replicaof('127.0.0.1', 1),
      end: ({ client }) => client.replicaof('NO', 'ONE'),
    },
  ],
  [
    'writes nothing without replicas',
    { begin: config('min-replicas-to-write', 1), end: config('min-replicas-to-write', 0) },
  ],
  ['is full', { begin: config('maxmemory', 1), end: config('maxmemory', 0) }],
  ['cuts every connection', { begin: cutAll, meanwhile: cutAll }],
  [
    'wants a password',
    {
      begin: async (redis) => {
        await config('requirepass', 'secret')(redis);
        await cutAll(redis);
      },
      end: config('requirepass', ''),
    },
  ],
  [
    'has other bytes in every value',
    { meanwhile: toEvery((pipeline, name) => pipeline.set(name, `${name} garbage`.repeat(20))) },
  ],
  [
    'has one value under every name',
    { meanwhile: toEvery((pipeline, name, [first = '']) => pipeline.copy(first, name, 'REPLACE')) },
  ],
  [
    'has a list under every name',
    { meanwhile: toEvery((pipeline, name) => pipeline.del(name).rpush(name, 'garbage')) },
  ],
];

const WEEK = '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';
const WARM = [
  '{ users(first: 3) { nodes { name email } } }',
  '{ periods(first: 2) { nodes { sourceId name } } }',
  `{ teamStats(range: ${WEEK}) { prospect(first: 2) { nodes { added } } } }`,
];
/** The same query for a range that begins a little later each time, so that no answer is cached. */
const coldQuery = (n: number): string => {
  const from = new Date(Date.UTC(2026, 2, 1) + n).toISOString();
  return `{ bookings(first: 2, filter: { range: { from: "${from}", to: "2026-03-18T00:00:00Z" } }) { nodes { uid } } }`;
};

type Server = Awaited<ReturnType<typeof startServer>>;
let sandbox: Sandbox;
let rightWarm: GraphAnswer[];
let rightCold: GraphAnswer;
let asked = 0;
const unhandled: unknown[] = [];
const note = (reason: unknown): unknown => unhandled.push(reason);

/** Queries all servers until it is stopped; then returns what was wrong. */
function startLoad(servers: readonly Server[]): () => Promise<unknown[]> {
  const wrong: unknown[] = [];
  let isOver = false;
  async function ask(server: Server, query: string, right: GraphAnswer | undefined): Promise<void> {
    const answer = await server.ask(query);
    if (!isDeepStrictEqual(answer, right)) wrong.push({ query, answer });
  }
  const client = async (server: Server): Promise<void> => {
    for (let n = 0; !isOver; n++) {
      await ask(server, WARM[n % WARM.length] ?? '', rightWarm[n % WARM.length]);
      await ask(server, coldQuery(++asked), rightCold);
      await wait(BETWEEN_MS);
    }
  };
  const clients = servers.flatMap((server) => Array.from({ length: CLIENTS }, () => client(server)));
  return async () => {
    isOver = true;
    await Promise.all(clients);
    return [...wrong, ...servers.flatMap(({ internalErrors }) => internalErrors)];
  };
}

const startWith = (url: string, settings: Record<string, string> = {}): Promise<Server> =>
  startServer({ ...sandbox.settings, CACHE: 'on', REDIS_URL: url, ...settings });

/** Expects that one server has what the other one read. */
async function expectShared([first, second]: Pair, { poll }: ExpectStatic): Promise<void> {
  const caches = async () => {
    const query = coldQuery(++asked);
    await first.ask(query);
    await wait(AGAIN_MS);
    const { extensions } = await second.trace(query);
    return new Set(extensions?.teamgraph.calls.map(({ cache }) => cache));
  };
  await poll(caches, POLL).toEqual(new Set(['FRESH']));
}

type Pair = readonly [Server, Server];

/** Queries two servers while something goes wrong. */
async function play(url: string, expect: ExpectStatic, trouble: () => Promise<unknown>): Promise<void> {
  const servers: Pair = [await startWith(url), await startWith(url)];
  const stop = startLoad(servers);
  await wait(AGAIN_MS);
  await trouble();
  expect(await stop()).toEqual([]);
  await expectShared(servers, expect);
  await Promise.all(servers.map((server) => server.close()));
}

describeWithRedis('two servers whose Redis', () => {
  beforeAll(async () => {
    process.on('unhandledRejection', note);
    sandbox = await startSandbox();
    const plain = await startServer(sandbox.settings);
    rightWarm = await Promise.all(WARM.map((query) => plain.ask(query)));
    rightCold = await plain.ask(coldQuery(0));
    await plain.close();
  });
  afterAll(async () => {
    process.off('unhandledRejection', note);
    await sandbox.close();
    expect(unhandled).toEqual([]);
  });

  it('is not needed answer correctly', () => {
    for (const answer of [...rightWarm, rightCold]) expect(answer).toEqual({ data: expect.any(Object) });
    expect(rightCold.data.bookings.nodes).toHaveLength(2);
  });

  describe.concurrent('is in trouble', { timeout: 60_000 }, () => {
    it.for(TROUBLES)('(it %s) answer everything, and share again afterwards', async ([_, trouble], { expect }) => {
      const redis = await startRedis();
      await play(redis.url, expect, async () => {
        await trouble.begin?.(redis);
        const untilMs = performance.now() + TROUBLE_MS;
        while (performance.now() < untilMs) {
          await trouble.meanwhile?.(redis);
          await wait(AGAIN_MS);
        }
        await trouble.end?.(redis);
      });
      await redis.close();
    });

    it('(it is absent when they start) answer everything, and share as soon as it is there', async ({ expect }) => {
      const redis = await startRedis();
      await redis.kill();
      await play(redis.url, expect, () => wait(TROUBLE_MS).then(redis.restart));
      await redis.close();
    });

    it('(it falls silent) answer everything, and make new connections', async ({ expect }) => {
      const redis = await startRedis();
      const wire = await startWire(redis.url);
      await play(wire.url, expect, async () => {
        wire.mute();
        await wait(TROUBLE_MS);
      });
      wire.close();
      await redis.close();
    });
  });
});

/** A wire to Redis whose connections can be made to fall silent, both ways, while new ones are as they should be. */
async function startWire(url: string): Promise<{ readonly url: string; mute(): void; close(): void }> {
  const sockets = new Set<Socket>();
  const server: NetServer = createServer((client) => {
    const redis = connect(Number(new URL(url).port), '127.0.0.1');
    for (const [from, to] of [
      [client, redis],
      [redis, client],
    ] as const) {
      sockets.add(from.on('error', () => {}));
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `redis://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    mute: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
