/** A vendor that is out of order for a minute, for an hour, for a day, in simulated time. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Upstream } from '../../../src/upstream/read.ts';
import type { Outage } from '../../support/simulation/vendor.ts';
import { createWorld, LIMITS, type Outcome, type World } from '../../support/simulation/world.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ALL_DOWN: Outage[] = ['REFUSED', 'HANG', '500'];

let world: World;
afterEach(() => world.close());

/** A process that has read so many keys. */
async function startWarm(count: number): Promise<{ upstream: Upstream; keys: string[] }> {
  world = createWorld();
  const upstream = world.start();
  const keys = Array.from({ length: count }, (_, number) => `key ${number}`);
  // As many at once as a second may hold.
  for (let at = 0; at < count; at += LIMITS.perSecond) {
    const outcomes = await readAll(upstream, keys.slice(at, at + LIMITS.perSecond));
    expect(outcomes.every(({ thing, record }) => thing && record?.cache === 'MISS')).toBe(true);
  }
  return { upstream, keys };
}

/** Reads all of them at once, and lets as much time pass as that takes. */
async function readAll(upstream: Upstream, keys: readonly string[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const key of keys) void world.read(upstream, key).then((outcome) => outcomes.push(outcome));
  while (outcomes.length < keys.length) await world.clock.advance(10);
  return outcomes;
}

/** The reported and the true age of the answer. */
const agesOf = ({ thing, record }: Outcome): { recorded: number; true: number } => ({
  recorded: record?.ageMs ?? Number.NaN,
  true: (record?.startedAtMs ?? 0) + (record?.ms ?? 0) - (thing?.servedAtMs ?? 0),
});

describe.each(ALL_DOWN)('a day of outage (%s)', { timeout: 120_000 }, (outage) => {
  it('is answered from the cache with the true age, and with an error afterwards', async () => {
    const { upstream, keys } = await startWarm(3);
    const { clock, vendor } = world;
    const firstServedMs = Math.min(...(await readAll(upstream, keys)).map(({ thing }) => thing?.servedAtMs ?? 0));
    vendor.outage = outage;
    let openedAtMs = Number.POSITIVE_INFINITY;
    let reads = 0;
    while (clock.nowMs() < firstServedMs + DAY_MS - 35 * SECOND_MS) {
      await clock.advance(30 * SECOND_MS);
      const wasClosed = upstream.health().breaker === 'CLOSED';
      for (const outcome of await readAll(upstream, keys)) {
        reads++;
        const ages = agesOf(outcome);
        expect(Math.abs(ages.recorded - ages.true)).toBeLessThan(1);
        expect(outcome.record?.cache).toBe(ages.true < MINUTE_MS ? 'FRESH' : 'STALE');
        expect(outcome.record?.ms).toBeLessThanOrEqual(wasClosed ? 4_100 : 0);
      }
      if (upstream.health().breaker !== 'CLOSED') openedAtMs = Math.min(openedAtMs, clock.nowMs());
    }
    expect(reads).toBeGreaterThan(8_000);
    expect(openedAtMs).toBeLessThan(10 * MINUTE_MS);

    const probedMs = vendor.calls.map(({ sentAtMs }) => sentAtMs).filter((atMs) => atMs > openedAtMs);
    const pausesMs = probedMs.slice(1).map((atMs, at) => atMs - (probedMs[at] ?? 0));
    expect(Math.min(...pausesMs)).toBeGreaterThanOrEqual(5 * SECOND_MS);
    // It is tried again for all that time.
    expect(Math.max(...pausesMs)).toBeLessThan(2 * MINUTE_MS);

    await clock.advance(MINUTE_MS);
    for (const { thing, code } of await readAll(upstream, keys)) {
      expect(thing).toBeUndefined();
      expect(code).toMatch(/^SOURCE_(UNAVAILABLE|TIMEOUT|OVERLOADED)$/);
    }
  });
});

describe.each(ALL_DOWN)('the end of an outage (%s)', { timeout: 120_000 }, (outage) => {
  it('makes everything fresh within ten seconds, with one call for each key', async () => {
    const { upstream, keys } = await startWarm(40);
    const { clock, vendor } = world;
    await clock.advance(2 * MINUTE_MS);
    vendor.outage = outage;
    let closedAtMs = Number.NaN;
    const lastSeen = new Map<string, Outcome>();
    /** A second in which so many requests read each key, one after another. */
    async function second(readers: number): Promise<void> {
      for (let requester = 0; requester < readers; requester++) {
        for (const key of keys) {
          void world.read(upstream, key, `requester ${requester}`).then((outcome) => lastSeen.set(key, outcome));
        }
        await clock.advance(SECOND_MS / readers);
        if (Number.isNaN(closedAtMs) && !vendor.outage && upstream.health().breaker === 'CLOSED') {
          closedAtMs = clock.nowMs();
        }
      }
    }
    for (let passed = 0; passed < 8 * 60; passed++) await second(1);
    expect([...lastSeen.values()].every(({ record }) => record?.cache === 'STALE')).toBe(true);

    vendor.outage = undefined;
    const backAtMs = clock.nowMs();
    while (!(clock.nowMs() > closedAtMs + 10 * SECOND_MS)) await second(4);
    // A probe goes out once a minute at the least.
    expect(closedAtMs - backAtMs).toBeLessThan(70 * SECOND_MS);
    for (const { record, thing } of lastSeen.values()) {
      expect(record?.staleBecause).toBeUndefined();
      expect(thing?.servedAtMs).toBeGreaterThan(backAtMs);
    }
    for (let passed = 0; passed < 30; passed++) await second(4);
    const calls = vendor.calls.filter(({ sentAtMs }) => sentAtMs > closedAtMs - SECOND_MS);
    expect(calls.map(({ path }) => path).sort()).toEqual(keys.map((key) => `/${encodeURI(key)}`).sort());
    expect(vendor.refused).toBe(0);
  });
});

describe('a minute in which half of all calls fail', () => {
  it('answers 99 of 100 reads of cached keys, and costs at most a tenth more calls than reads', async () => {
    const { upstream, keys } = await startWarm(60);
    const { clock, vendor } = world;
    const outcomes: { known: Outcome[]; unknown: Outcome[] } = { known: [], unknown: [] };
    let asked = 0;
    async function readFor(ms: number): Promise<void> {
      for (let passed = 0; passed < ms; passed += 50) {
        const known = keys[Math.floor(world.random() * keys.length)] ?? '';
        void world.read(upstream, known).then((outcome) => outcomes.known.push(outcome));
        if (passed % 1_000 === 0) {
          void world.read(upstream, `new ${asked++}`).then((outcome) => outcomes.unknown.push(outcome));
        }
        await clock.advance(50);
      }
    }
    await clock.advance(6 * MINUTE_MS);
    vendor.outage = 'HALF';
    await readFor(MINUTE_MS);
    vendor.outage = undefined;
    await readFor(MINUTE_MS);
    await clock.advance(10 * SECOND_MS);

    expect(outcomes.known).toHaveLength(2_400);
    const answered = outcomes.known.filter(({ thing }) => thing);
    expect(answered.length).toBeGreaterThanOrEqual(0.99 * outcomes.known.length);
    const record = [...outcomes.known, ...outcomes.unknown].flatMap((outcome) => outcome.record ?? []);
    const attended = record.filter(({ attempts }) => attempts > 0);
    const attempts = attended.reduce((sum, call) => sum + call.attempts, 0);
    // A cached answer has no call in its record. The call in the background is a probe, or succeeds: one call each.
    const unattended = vendor.calls.length - keys.length - attempts;
    expect(attempts + unattended).toBeLessThanOrEqual(1.1 * (attended.length + unattended));
  });
});
