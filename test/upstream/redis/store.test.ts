/** The answers that processes share in a real Redis: they help, reveal nothing, and cannot be forged. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { openRedisTier } from '../../../src/upstream/redis/redis.ts';
import type { SharedStore } from '../../../src/upstream/redis/shared-tier.ts';
import { createJumpingClock, type JumpingClock } from '../../support/clock.ts';
import { type GraphAnswer, startServer } from '../../support/graph.ts';
import { describeWithRedis } from '../../support/redis/with-redis.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';

const CANARY = 'canary.person@private.example';
const QUERY = /* GraphQL */ `
  query Everything($email: EmailAddress!, $range: DateTimeRange!) {
    user(by: { email: $email }) { name }
    users(first: 5) { nodes { name email } }
    bookings(first: 50) { nodes { title attendees { name email phoneNumber } } }
    memberStats(timeZone: "UTC") { mostBookings { value } }
    routedTo(range: $range, every: WEEK, search: "${CANARY}") { users { total } }
    periods(first: 3) { nodes { name actions(first: 5) { nodes { number } } } }
    teamStats(range: $range) { prospect { nodes { added } } email { nodes { sent } } }
  }
`;
const VARIABLES = { email: CANARY, range: { from: '2026-03-09T00:00:00Z', to: '2026-03-16T00:00:00Z' } };
const NAMES = ['CALCOM', 'ALO', 'SALESHANDY'] as const;
const POLL = { timeout: 15_000, interval: 100 };
const DAY_MS = 24 * 60 * 60_000;

let redis: TestRedis;
let sandbox: Sandbox;
let plain: GraphAnswer;
const running: (() => Promise<void> | void)[] = [];

type Server = Awaited<ReturnType<typeof startServer>>;

async function start(settings: Record<string, string> = {}, clock?: JumpingClock): Promise<Server> {
  const server = await startServer({ ...sandbox.settings, CACHE: 'on', REDIS_URL: redis.url, ...settings }, { clock });
  running.push(server.close);
  return server;
}

const ask = (server: Server): Promise<GraphAnswer> => server.trace(QUERY, VARIABLES);
const cachesOf = (answer: GraphAnswer): string[] => [
  ...new Set(answer.extensions?.teamgraph.calls.map(({ cache }) => cache)),
];
const callsSent = (): number => NAMES.reduce((sum, name) => sum + vendorOf(name).calls.length, 0);
const vendorOf = (name: (typeof NAMES)[number]) =>
  ({ CALCOM: sandbox.calcom, ALO: sandbox.alo, SALESHANDY: sandbox.saleshandy })[name];

function expectRight(answer: GraphAnswer): void {
  expect(answer.errors).toBeUndefined();
  expect(answer.data).toEqual(plain.data);
}

/** Expects that a later query is answered from the store alone; polls, since what Redis was too slow for is absent. */
async function expectStored(server?: Server): Promise<GraphAnswer | undefined> {
  let answer: GraphAnswer | undefined;
  const costs = async () => {
    const before = callsSent();
    answer = await ask(server ?? (await start()));
    expectRight(answer);
    return { caches: cachesOf(answer), calls: callsSent() - before };
  };
  await expect.poll(costs, POLL).toEqual({ caches: ['FRESH'], calls: 0 });
  return answer;
}

/** All values in the store, except the probes of a process that lost Redis. */
async function stored(): Promise<Map<string, Buffer>> {
  const names = (await redis.client.keys('*')).filter((name) => !name.startsWith('teamgraph:probe:'));
  const values = await redis.client.mgetBuffer(...names);
  return new Map(names.map((name, index) => [name, values[index] ?? Buffer.alloc(0)]));
}

/** The same as soon as the whole answer is stored: on a busy machine Redis may not receive it at first. */
async function keptAnswer(): Promise<Map<string, Buffer>> {
  expectRight(await ask(await start()));
  await expectStored();
  return stored();
}

describeWithRedis('the store in Redis', () => {
  beforeAll(async () => {
    [redis, sandbox] = await Promise.all([startRedis(), startSandbox()]);
    const server = await startServer(sandbox.settings);
    plain = await server.ask(QUERY, VARIABLES);
    expect(plain.errors).toBeUndefined();
    await server.close();
  });
  afterAll(() => Promise.all([redis.close(), sandbox.close()]));
  beforeEach(() => redis.client.flushall());
  afterEach(() => Promise.all(running.splice(0).map((end) => end())));

  describe('itself', () => {
    let store: SharedStore;
    beforeEach(async () => {
      const tier = await openRedisTier(redis.url, { processes: 1, clock: systemClock, warn: () => {} });
      running.push(tier.close);
      store = tier.store;
    });

    it('returns the bytes that were set, in the order of the names, and undefined for absent names', async () => {
      const bytes = Buffer.from([0, 255, 128, 13, 10, 0]);
      // On a busy machine, what Redis was slow to receive may be absent.
      const both = () => {
        store.set('one', bytes, DAY_MS);
        store.set('two', Buffer.alloc(0), DAY_MS);
        return store.get(['two', 'none', 'one']);
      };
      await expect.poll(both, POLL).toEqual([Buffer.alloc(0), undefined, bytes]);
    });

    it('forgets what was dropped or has expired', async () => {
      const both = () => {
        store.set('dropped', Buffer.from('1'), DAY_MS);
        store.set('past', Buffer.from('2'), 300);
        return store.get(['dropped', 'past']);
      };
      await expect.poll(both, POLL).toEqual([Buffer.from('1'), Buffer.from('2')]);
      const left = () => {
        store.drop('dropped');
        // An answer that Redis does not give is undefined, too.
        return redis.client.exists('teamgraph:dropped', 'teamgraph:past');
      };
      await expect.poll(left, POLL).toBe(0);
      expect(await store.get(['dropped', 'past'])).toEqual([undefined, undefined]);
    });

    it('deletes it in Redis, too', async () => {
      const lifetime = () => {
        store.set('one', Buffer.from('1'), DAY_MS);
        return redis.client.pttl('teamgraph:one');
      };
      await expect.poll(lifetime, POLL).toBeGreaterThan(DAY_MS - 60_000);
    });

    it('treats a value of another type as absent', async () => {
      await redis.client.rpush('teamgraph:one', 'garbage');
      expect(await store.get(['one'])).toEqual([undefined]);
    });
  });

  describe('between processes', () => {
    it('answers from what the other process read, with its age and without a call', async () => {
      expectRight(await ask(await start()));
      const calls = (await expectStored())?.extensions?.teamgraph.calls ?? [];
      expect(new Set(calls.map(({ source }) => source))).toEqual(new Set(NAMES));
      for (const { ageMs } of calls) expect(ageMs).toBeGreaterThan(0);
    });

    it('answers from what the other process read later', async () => {
      const clock = createJumpingClock();
      const [first, second] = [await start({}, clock), await start({}, clock)];
      await ask(first);
      clock.jump(61_000);
      // The other process revalidates.
      await expect.poll(async () => cachesOf(await ask(second)), POLL).toEqual(['FRESH']);
      clock.jump(2_000);
      await expectStored(first);
    });

    it('shows no process what another credential read', async () => {
      expectRight(await ask(await start()));
      const other = await start({ ALO_API_KEY: 'another-key' });
      const answer = await ask(other);
      expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_UNAUTHORIZED']);
      expect(answer.data.periods).toBeNull();
    });

    it('shows nothing that a credential read, after one process was refused it', async () => {
      const clock = createJumpingClock();
      const first = await start();
      const second = await start({}, clock);
      expectRight(await ask(first));
      await expectStored(second);
      const heal = sandbox.calcom.inject({ status: 401 });
      running.push(heal);
      clock.jump(61_000);
      for (const server of [await start(), second]) {
        const codes = async () => {
          // Not read before: refused each time, so that Redis receives the refusal.
          const refused = await first.ask('{ bookings(first: 1, filter: { bookingUid: "nobody" }) { nodes { uid } } }');
          expect(refused.errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_UNAUTHORIZED']);
          const { data, errors } = await ask(server);
          return data.bookings === null && [...new Set(errors?.map(({ extensions }) => extensions.code))];
        };
        await expect.poll(codes, POLL).toEqual(['SOURCE_UNAUTHORIZED']);
      }
      heal();
      expectRight(await ask(await start()));
    });
  });

  describe('reveals', () => {
    it('neither keys nor people nor questions, in its names or its values', async () => {
      const all = [...(await keptAnswer())].map(([name, value]) => `${name}\n${value.toString('latin1')}`).join('\n');
      const found = JSON.stringify(plain.data).match(/[^"]+@[^"]+|\+\d[\d ]{6,}/g) ?? [];
      expect(found.length).toBeGreaterThan(20);
      const words = ['/v1/', 'periods', 'bookings', 'insights', 'authorization', 'cal_', '"status"', 'success'];
      const secrets = [
        ...Object.values(sandbox.settings).filter((value) => value.length > 6),
        CANARY,
        ...found,
        ...words,
      ];
      expect(all.length).toBeGreaterThan(1_000);
      expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
    });

    it('nothing when an answer is stored again: it is encrypted differently each time', async () => {
      const first = await keptAnswer();
      await redis.client.flushall();
      const second = await keptAnswer();
      expect([...second.keys()].toSorted()).toEqual([...first.keys()].toSorted());
      for (const [name, value] of second) expect(value.equals(first.get(name) ?? Buffer.alloc(0))).toBe(false);
    });
  });

  describe('treats as absent', () => {
    const bitFlipped = (bytes: Buffer, at: number): Buffer => {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ 1;
      return copy;
    };
    const SPOILS: readonly [string, (value: Buffer, others: readonly Buffer[]) => Buffer][] = [
      ['has one bit changed at its beginning', (value) => bitFlipped(value, 0)],
      ['has one bit changed in its middle', (value) => bitFlipped(value, value.length >> 1)],
      ['has one bit changed at its end', (value) => bitFlipped(value, value.length - 1)],
      ['was cut off in its middle', (value) => value.subarray(0, value.length >> 1)],
      ['was cut off by one byte', (value) => value.subarray(0, -1)],
      ['is longer', (value) => Buffer.concat([value, Buffer.from('x')])],
      ['is empty', () => Buffer.alloc(0)],
      ['is shorter than what any seal takes', (value) => value.subarray(0, 20)],
      ['is text', () => Buffer.from(JSON.stringify({ periods: [], text: 'x'.repeat(200) }))],
      ['stands under the name of another', (value, others) => others.find((other) => other !== value) ?? value],
    ];

    it.each(SPOILS)('what %s', async (_, spoil) => {
      const all = await keptAnswer();
      for (const [name, value] of all) await redis.client.set(name, spoil(value, [...all.values()]), 'PX', DAY_MS);
      const answer = await ask(await start());
      expectRight(answer);
      expect(cachesOf(answer)).not.toContain('FRESH');
      // And it is stored again.
      await expectStored();
    });
  });
});
