/** A part of Cal.com's reports, people and people's bookings is never told as the whole. */
import { afterAll, describe, expect, it } from 'vitest';
import { calcomBookingsOf } from './calcom-bookings-of.ts';
import { calcomPeople } from './calcom-people.ts';
import { calcomReports } from './calcom-reports.ts';
import { sumOf } from './kind.ts';

const KINDS = [calcomReports, calcomPeople, calcomBookingsOf];
const WORLDS = 100;

afterAll(() => Promise.all(KINDS.map(({ close }) => close())));

describe('a list that says that it is complete is the truth, and any other a part of it', () => {
  it.each(KINDS.map((kind) => [kind.name, kind] as const))('%s', { timeout: 60_000 }, async (_, { run }) => {
    const outcomes = [];
    for (let seed = 1; seed <= WORLDS; seed++) {
      const outcome = await run(seed);
      outcomes.push(outcome);
      expect(outcome.violations.map((violation) => `${violation} (seed ${seed})`)).toEqual([]);
    }
    const { complete, cut } = sumOf(outcomes);
    expect([complete > WORLDS / 4, cut > WORLDS / 20]).toEqual([true, true]);
  });
});
