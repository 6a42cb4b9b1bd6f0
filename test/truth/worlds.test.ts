/** A part of a list is never complete, whatever a vendor does. `npm run bench -- truth` runs more of these worlds. */
import { afterAll, describe, expect, it } from 'vitest';
import { KINDS } from '../support/truth/index.ts';
import { sumOf } from '../support/truth/kind.ts';

/** Worlds of each kind: at least 2,000 of all kinds; fewer without the optimizations (test/setup.ts). */
const WORLDS = process.env.OPTIMIZATIONS === 'off' ? 100 : 500;

afterAll(() => Promise.all(KINDS.map(({ close }) => close())));

describe('a complete list has all true rows, and any other only true rows', () => {
  it.each(KINDS.map((kind) => [kind.name, kind] as const))('%s', { timeout: 120_000 }, async (_, { run }) => {
    const outcomes = [];
    for (let seed = 1; seed <= WORLDS; seed++) {
      const outcome = await run(seed);
      outcomes.push(outcome);
      expect(outcome.violations.map((violation) => `${violation} (seed ${seed})`)).toEqual([]);
    }
    // Worlds in which all lists or none are complete prove little.
    const { complete, cut } = sumOf(outcomes);
    expect(complete).toBeGreaterThan(WORLDS / 4);
    expect(cut).toBeGreaterThan(WORLDS / 20);
  });
});
