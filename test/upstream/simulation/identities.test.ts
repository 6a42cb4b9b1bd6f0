/** Two credentials that ask the same, in one process or several, at the same time, through memory and through a store. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Upstream } from '../../../src/upstream/read.ts';
import { createSimulatedTier } from '../../support/simulation/shared-tier.ts';
import { createWorld, NO_LIMIT, type World } from '../../support/simulation/world.ts';

const CREDENTIALS = ['maya', 'noor'] as const;
const READS = 100_000;
const AT_ONCE = 20;
const KEYS = 40;

let world: World;
afterEach(() => world.close());

describe('two credentials that ask the same', { timeout: 120_000 }, () => {
  it('never get what the other one read, neither from memory nor from the store nor from the same flight', async () => {
    world = createWorld({ limits: NO_LIMIT });
    const { clock, vendor, random } = world;
    const tier = createSimulatedTier({ clock, processes: 4 });
    const among = (count: number): number => Math.floor(random() * count);
    /** For each credential one process that stays, and one that often restarts with an empty memory. */
    const start = (credential: string): Upstream => world.start({ credential, shared: tier });
    const staying = CREDENTIALS.map(start);
    let young = CREDENTIALS.map(start);
    const met: Record<string, number> = {};
    let [right, wrong] = [0, 0];

    async function readOne(who: 0 | 1): Promise<void> {
      const upstream = (random() < 0.5 ? staying : young)[who];
      const { thing, record } = upstream ? await world.read(upstream, `key ${among(KEYS)}`) : {};
      met[record?.cache ?? ''] = (met[record?.cache ?? ''] ?? 0) + 1;
      if (thing?.credential === CREDENTIALS[who]) right++;
      else wrong++;
    }

    for (let reads = 0; reads < READS; reads += AT_ONCE) {
      if (reads % 2_000 === 0) young = CREDENTIALS.map(start);
      for (let one = 0; one < AT_ONCE; one++) void readOne(random() < 0.5 ? 0 : 1);
      await clock.advance(100);
    }
    await clock.advance(10_000);

    expect({ right, wrong }).toEqual({ right: READS, wrong: 0 });
    // All paths were used, and the restarted processes found nearly everything in the store.
    for (const cache of ['MISS', 'FRESH', 'STALE', 'SHARED']) expect(met[cache]).toBeGreaterThan(0);
    expect(vendor.calls.length).toBeLessThan(READS / 20);
    const names = [...tier.store.values.keys()];
    expect(names).toHaveLength(CREDENTIALS.length * KEYS);
    for (const [name, value] of tier.store.values) {
      expect(`${name}${value.toString('latin1')}`).not.toMatch(/maya|noor|key/);
    }
  });

  it('never get what the other one read while one of them is refused', async () => {
    world = createWorld({ limits: NO_LIMIT });
    const { clock, vendor } = world;
    const tier = createSimulatedTier({ clock, processes: 2 });
    const [maya, noor] = CREDENTIALS.map((credential) => world.start({ credential, shared: tier }));
    if (!maya || !noor) throw new Error('unreachable');
    const read = async (upstream: Upstream) => {
      const outcome = world.read(upstream, 'key');
      await clock.advance(10_000);
      return outcome;
    };
    await read(maya);
    await read(noor);
    await clock.advance(400_000);
    vendor.refuses = 'maya';
    expect(await read(maya)).toMatchObject({ code: 'SOURCE_UNAUTHORIZED' });
    expect((await read(noor)).thing?.credential).toBe('noor');
    vendor.outage = 'REFUSED';
    const later = world.start({ credential: 'maya', shared: tier });
    expect((await read(later)).thing).toBeUndefined();
    expect((await read(maya)).thing).toBeUndefined();
    await clock.advance(400_000);
    expect((await read(noor)).thing?.credential).toBe('noor');
  });
});
