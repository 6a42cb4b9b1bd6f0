/** Links of whole organizations, compared with the truth: no wrong links, and every link for which there is evidence. */
import { describe, expect, it } from 'vitest';
import { organizationOf } from '../support/people/organization.ts';
import { isHazard, type Share, scoreOf } from '../support/people/score.ts';

const SIZE = 2_000;
const SEEDS = [1, 2, 3, 4, 5];

/** The same organization in another order. */
function reversed(organization: ReturnType<typeof organizationOf>): ReturnType<typeof organizationOf> {
  const { people, records, file } = organization;
  return { people, records: records.toReversed(), file: { ...file, people: file.people.toReversed() } };
}

const shareOf = ({ of, right }: Share): number => right / of;
const offeredOf = ({ of, offered }: Share): number => offered / of;

describe.each(SEEDS)('in organization %i', (seed) => {
  const organization = organizationOf({ size: SIZE, seed });
  const score = scoreOf(organization);

  it('there are people of every kind', () => {
    const count = (kind: string): number => organization.people.filter((one) => one.kind === kind).length;
    expect(organization.people.length).toBeGreaterThanOrEqual(SIZE);
    expect(count('HOMONYM') / SIZE).toBeGreaterThan(0.04);
    for (const kind of ['GUEST', 'LEFT', 'COLLIDING']) expect(count(kind)).toBeGreaterThan(5);
    for (const { of } of [...Object.values(score.records), ...Object.values(score.names)])
      expect(of).toBeGreaterThan(5);
  });

  it('no link is wrong', () => {
    expect(score.wrong).toEqual([]);
  });

  it('the records of one person are linked exactly where there is evidence', () => {
    const shares = Object.entries(score.records).map(([evidence, share]) => [evidence, shareOf(share)]);
    expect(Object.fromEntries(shares)).toEqual({ PEOPLE_FILE: 1, EMAIL: 1, EMAIL_HASH: 1, NAME: 1, NONE: 0 });
  });

  it('names are linked in equal spellings only', () => {
    const shares = Object.entries(score.names).map(([spelling, share]) => [spelling, shareOf(share)]);
    const [linked, unlinked] = [
      { SAME: 1, CASE: 1, SPACING: 1, PLAIN: 1, ALIAS: 1 },
      { NICKNAME: 0, LAST_FIRST: 0 },
    ];
    expect(Object.fromEntries(shares)).toEqual({ ...linked, ...unlinked });
  });

  it('the person with a similar name is a candidate', () => {
    expect(offeredOf(score.names.LAST_FIRST)).toBe(1);
    expect(offeredOf(score.names.NICKNAME)).toBeGreaterThan(0.95);
  });

  it('links do not depend on any order', () => {
    expect(scoreOf(reversed(organization))).toEqual(score);
  });
});

describe('people whom no name distinguishes', () => {
  it('are the only ones who are linked wrongly', () => {
    for (const seed of SEEDS) {
      const { wrong } = scoreOf(organizationOf({ size: SIZE, seed, hazards: true }));
      expect(wrong.length).toBeGreaterThan(0);
      expect(wrong.filter((complaint) => !isHazard(complaint))).toEqual([]);
    }
  });
});
