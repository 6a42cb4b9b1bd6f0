/** The warnings about a Redis that is lost or refuses commands; and a Redis that is a cluster. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { openRedisTier } from '../../../src/upstream/redis/redis.ts';
import { makeCertificate } from '../../support/certificate.ts';
import { startServer } from '../../support/graph.ts';
import { type Main, startMain } from '../../support/process.ts';
import { describeWithRedis } from '../../support/redis/with-redis.ts';
import { freePort, startRedis, type TestRedis } from '../../support/redis.ts';

const POLL = { timeout: 15_000, interval: 50 };
const DAY_MS = 24 * 60 * 60_000;
const PASSWORD = 'invented-secret';
/** Calls to ALO are counted in Redis. */
const COUNTED = { ALO_PER_MINUTE: '60' };
const BACK = 'REDIS_URL: Redis works again.';
const lost = (what: string): string =>
  `REDIS_URL: ${what}. Until it works, this process keeps to its share of the limits; see PROCESSES.`;
const UNREACHED = lost('Redis cannot be reached (ECONNREFUSED)');

type Teamgraph = Awaited<ReturnType<typeof startServer>>;

let redis: TestRedis;
let sandbox: Sandbox;
const running: (() => unknown)[] = [];

async function start(url: string, settings: Record<string, string> = {}): Promise<Teamgraph> {
  const server = await startServer({ ...sandbox.settings, CACHE: 'on', REDIS_URL: url, ...settings });
  running.push(server.close);
  return server;
}

async function readyz(server: Teamgraph): Promise<{ readonly status: number; readonly redis: unknown }> {
  const response = await fetch(new URL('/readyz', server.url), { headers: { connection: 'close' } });
  const { sources } = (await response.json()) as { readonly sources: Readonly<Record<string, unknown>> };
  return { status: response.status, redis: sources.REDIS };
}

async function metricsOf(server: Teamgraph): Promise<string[]> {
  const response = await fetch(new URL('/metrics', server.url), { headers: { connection: 'close' } });
  return (await response.text()).split('\n').filter((line) => line.startsWith('teamgraph_redis'));
}

const ask = (server: Teamgraph) => server.trace('{ periods(first: 1) { nodes { name } } }');
/** Queries until Redis was tried some more times. */
async function expectStill(server: Teamgraph, warnings: readonly string[]): Promise<void> {
  const failuresOf = async (): Promise<number> =>
    (await metricsOf(server)).reduce((sum, line) => sum + Number(/_total\S+ (\d+)/.exec(line)?.[1] ?? 0), 0);
  const before = await failuresOf();
  await expect
    .poll(async () => {
      expect((await ask(server)).errors).toBeUndefined();
      return failuresOf();
    }, POLL)
    .toBeGreaterThan(before + 4);
  expect(server.warnings).toEqual(warnings);
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  running.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

describeWithRedis('a Redis', () => {
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((end) => end()));
    await redis.close();
  });

  it('that works is reported by /readyz and /metrics, and has no warning', async () => {
    const server = await start(redis.url);
    await ask(server);
    expect(await readyz(server)).toEqual({ status: 200, redis: { ok: true, lastError: null } });
    expect(await metricsOf(server)).toEqual(['teamgraph_redis_up 1']);
    expect(server.warnings).toEqual([]);
  });

  it('that is not set is not reported', async () => {
    const server = await startServer(sandbox.settings);
    running.push(server.close);
    expect(await readyz(server)).toEqual({ status: 200, redis: undefined });
    expect(await metricsOf(server)).toEqual([]);
  });

  it('that is lost and comes back has one warning each, and the server stays ready', async () => {
    const server = await start(redis.url);
    for (const times of [1, 2]) {
      const earlier = Array.from({ length: times - 1 }, () => [UNREACHED, BACK]).flat();
      await redis.kill();
      await expect.poll(() => server.warnings, POLL).toEqual([...earlier, UNREACHED]);
      await expectStill(server, [...earlier, UNREACHED]);
      expect(await readyz(server)).toEqual({ status: 200, redis: { ok: false, lastError: expect.any(String) } });
      expect(await metricsOf(server)).toContain('teamgraph_redis_up 0');
      await redis.restart();
      await expect.poll(() => server.warnings, POLL).toEqual([...earlier, UNREACHED, BACK]);
      expect(await readyz(server)).toMatchObject({ redis: { ok: true } });
      expect(await metricsOf(server)).toContain('teamgraph_redis_up 1');
    }
  });

  it('that hangs has one warning, and one when it works again', async () => {
    const server = await start(redis.url);
    redis.pause();
    const warning = lost('Redis cannot be reached (TIMEOUT)');
    await expect.poll(() => server.warnings, POLL).toEqual([warning]);
    redis.resume();
    await expect.poll(() => server.warnings, POLL).toEqual([warning, BACK]);
  });

  it.each([
    ['wants another password', `redis://:${PASSWORD}@`, 'Redis refuses the user or the password (WRONGPASS)'],
    ['wants a password', 'redis://', 'Redis refuses the user or the password (NOAUTH)'],
  ])('that %s has one warning without the password, and one when it accepts us', async (_, way, sentence) => {
    await redis.client.config('SET', 'requirepass', 'another');
    const server = await start(redis.url.replace('redis://', way));
    await expect.poll(() => server.warnings, POLL).toEqual([lost(sentence)]);
    await expectStill(server, [lost(sentence)]);
    expect(JSON.stringify([server.log, server.warnings, await readyz(server)])).not.toContain(PASSWORD);
    await redis.client.config('SET', 'requirepass', way === 'redis://' ? '' : PASSWORD);
    await expect.poll(() => server.warnings, POLL).toEqual([lost(sentence), BACK]);
  });

  it('that refuses the password of a user, and accepts clients without one, has one warning', async () => {
    await redis.client.call('ACL', 'SETUSER', 'someone', 'on', '>another', '~*', '+@all');
    const server = await start(redis.url.replace('redis://', `redis://someone:${PASSWORD}@`), COUNTED);
    const warning = lost('Redis refuses the user or the password (WRONGPASS)');
    await expect.poll(() => server.warnings, POLL).toEqual([warning]);
    await expectStill(server, [warning]);
  });

  it.each([
    [
      'takes no writes',
      () => redis.client.replicaof('127.0.0.1', 1),
      () => redis.client.replicaof('NO', 'ONE'),
      'READONLY',
    ],
    [
      'is full',
      () => redis.client.config('SET', 'maxmemory', 1),
      () => redis.client.config('SET', 'maxmemory', 0),
      'OOM',
    ],
  ])('that %s has one warning, and one when it takes writes again', async (_, begin, end, code) => {
    const server = await start(redis.url);
    await begin();
    expect((await ask(server)).errors).toBeUndefined();
    const warning = lost(`Redis takes no writes (${code})`);
    await expect.poll(() => server.warnings, POLL).toEqual([warning]);
    await end();
    await expect.poll(() => server.warnings, POLL).toEqual([warning, BACK]);
  });

  it('whose certificate is not trusted has one warning', async () => {
    const certificate = makeCertificate('127.0.0.1', new Date(Date.now() - DAY_MS), new Date(Date.now() + DAY_MS));
    const port = await listen(createTlsServer(certificate));
    const server = await start(`rediss://127.0.0.1:${port}`);
    const warning = lost('no secure connection to Redis can be made (DEPTH_ZERO_SELF_SIGNED_CERT)');
    await expect.poll(() => server.warnings, POLL).toEqual([warning]);
    await expectStill(server, [warning]);
  });

  it('that is something else has one warning', async () => {
    const port = await listen(
      createServer((socket) => socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    const server = await start(`redis://127.0.0.1:${port}`);
    const warning = lost('something answers that is not Redis (PROTOCOL)');
    await expect.poll(() => server.warnings, POLL).toEqual([warning]);
    await expectStill(server, [warning]);
  });

  it('that is lost from the start has a line in the log of a real process', async () => {
    const { port } = new URL(redis.url);
    await redis.kill();
    const main: Main = startMain({ ...sandbox.settings, REDIS_URL: `redis://user:${PASSWORD}@127.0.0.1:${port}` });
    running.push(main.end);
    await main.ready();
    const lines = () => main.output.stdout.split('\n').filter((line) => line.includes('"warn"'));
    await expect.poll(() => lines().map((line) => JSON.parse(line).message), POLL).toEqual([UNREACHED]);
    expect(main.output.stdout).not.toContain(PASSWORD);
  });

  describe('that is a cluster', () => {
    let cluster: TestRedis;
    beforeEach(async () => {
      const bus = String(await freePort());
      const settings = ['--cluster-enabled', 'yes', '--cluster-port', bus, '--cluster-require-full-coverage', 'no'];
      cluster = await startRedis(...settings);
    });
    afterEach(() => cluster.close());
    const addSlots = (from: number, to: number) => cluster.client.call('CLUSTER', 'ADDSLOTSRANGE', from, to);

    it('of one node shares answers and counts', async () => {
      await addSlots(0, 16_383);
      await expect.poll(() => cluster.client.set('any', 'thing').catch(() => undefined), POLL).toBe('OK');
      const first = await start(cluster.url, COUNTED);
      expect((await ask(first)).errors).toBeUndefined();
      // Each is another process with an empty memory.
      const caches = async () =>
        (await ask(await start(cluster.url))).extensions?.teamgraph.calls.map(({ cache }) => cache);
      await expect.poll(caches, POLL).toEqual(['FRESH']);
      expect((await cluster.client.keys('*:calls')).length).toBeGreaterThan(0);
      expect(first.warnings).toEqual([]);
    });

    it('of which this node has half of the slots has one warning', async () => {
      await addSlots(0, 8_191);
      await expect.poll(() => cluster.client.set('b', 'in slot 3300').catch(() => undefined), POLL).toBe('OK');
      const warnings: string[] = [];
      const warn = (message: string): unknown => warnings.push(message);
      const tier = await openRedisTier(cluster.url, { processes: 2, clock: systemClock, warn });
      running.push(tier.close);
      const names = Array.from({ length: 50 }, (_, number) => `name-${number}`);
      const slots = await Promise.all(names.map((name) => cluster.client.cluster('KEYSLOT', `teamgraph:${name}`)));
      const here = names.filter((_, index) => Number(slots[index]) <= 8_191)[0] ?? '';
      const elsewhere = names.filter((_, index) => Number(slots[index]) > 8_191)[0] ?? '';
      tier.store.set(elsewhere, Buffer.from('1'), DAY_MS);
      // It is tried again and again, while the names in its own slots are used.
      const failures = (): number => {
        tier.store.set(here, Buffer.from('1'), DAY_MS);
        return tier.health().failures.CLUSTERDOWN ?? 0;
      };
      await expect.poll(failures, { ...POLL, interval: 5 }).toBeGreaterThan(3);
      expect(await cluster.client.get(`teamgraph:${here}`)).toBe('1');
      expect(warnings).toEqual([lost('Redis is a cluster of several nodes, or one without all slots (CLUSTERDOWN)')]);
    });
  });
});
