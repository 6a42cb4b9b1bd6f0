/** A part is never told as the whole, whatever a vendor does. `npm run bench:truth` runs more worlds of the same. */
import { afterAll, describe, expect, it } from 'vitest';
import { KINDS } from '../support/truth/index.ts';
import { sumOf } from '../support/truth/kind.ts';

/** Of each kind; of all kinds at least 2,000. */
const WORLDS = 500;

afterAll(() => Promise.all(KINDS.map(({ close }) => close())));

describe('a list that says that it is complete is the truth, and any other a part of it', () => {
  it.each(KINDS.map((kind) => [kind.name, kind] as const))('%s', { timeout: 120_000 }, async (_, { run }) => {
    const outcomes = [];
    for (let seed = 1; seed <= WORLDS; seed++) {
      const outcome = await run(seed);
      outcomes.push(outcome);
      expect(outcome.violations.map((violation) => `${violation} (seed ${seed})`)).toEqual([]);
    }
    // Worlds in which every list is cut, or none is, prove little.
    const { complete, cut } = sumOf(outcomes);
    expect(complete).toBeGreaterThan(WORLDS / 4);
    expect(cut).toBeGreaterThan(WORLDS / 20);
  });
});
