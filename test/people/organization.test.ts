/** Links of whole organizations against their truth: nobody is linked to somebody else, and who can be known is. */
import { describe, expect, it } from 'vitest';
import { organizationOf } from '../support/people/organization.ts';
import { isHazard, type Share, scoreOf } from '../support/people/score.ts';

const SIZE = 2_000;
const SEEDS = [1, 2, 3, 4, 5];

/** The same organization with everything in another order. */
function reversed(organization: ReturnType<typeof organizationOf>): ReturnType<typeof organizationOf> {
  const { people, records, file } = organization;
  return { people, records: records.toReversed(), file: { ...file, people: file.people.toReversed() } };
}

const shareOf = ({ of, right }: Share): number => right / of;
const offeredOf = ({ of, offered }: Share): number => offered / of;

describe.each(SEEDS)('in organization %i', (seed) => {
  const organization = organizationOf({ size: SIZE, seed });
  const score = scoreOf(organization);

  it('there are people of every kind to be told apart', () => {
    const count = (kind: string): number => organization.people.filter((one) => one.kind === kind).length;
    expect(organization.people.length).toBeGreaterThanOrEqual(SIZE);
    expect(count('HOMONYM') / SIZE).toBeGreaterThan(0.04);
    for (const kind of ['GUEST', 'LEFT', 'COLLIDING']) expect(count(kind)).toBeGreaterThan(5);
    for (const { of } of [...Object.values(score.records), ...Object.values(score.names)])
      expect(of).toBeGreaterThan(5);
  });

  it('nothing is linked to somebody else', () => {
    expect(score.wrong).toEqual([]);
  });

  it('the records of one person are linked wherever there is evidence, and nowhere else', () => {
    const shares = Object.entries(score.records).map(([evidence, share]) => [evidence, shareOf(share)]);
    expect(Object.fromEntries(shares)).toEqual({ PEOPLE_FILE: 1, EMAIL: 1, EMAIL_HASH: 1, NAME: 1, NONE: 0 });
  });

  it('names are linked in every spelling that is the name, and in no other', () => {
    const shares = Object.entries(score.names).map(([spelling, share]) => [spelling, shareOf(share)]);
    const [linked, unlinked] = [
      { SAME: 1, CASE: 1, SPACING: 1, PLAIN: 1, ALIAS: 1 },
      { NICKNAME: 0, LAST_FIRST: 0 },
    ];
    expect(Object.fromEntries(shares)).toEqual({ ...linked, ...unlinked });
  });

  it('an operator is offered whose name it is, where it is only like theirs', () => {
    expect(offeredOf(score.names.LAST_FIRST)).toBe(1);
    expect(offeredOf(score.names.NICKNAME)).toBeGreaterThan(0.95);
  });

  it('links do not depend on the order of anything', () => {
    expect(scoreOf(reversed(organization))).toEqual(score);
  });
});

describe('where people cannot be told apart by name', () => {
  it('they alone are linked wrongly: nobody else is drawn in', () => {
    for (const seed of SEEDS) {
      const { wrong } = scoreOf(organizationOf({ size: SIZE, seed, hazards: true }));
      expect(wrong.length).toBeGreaterThan(0);
      expect(wrong.filter((complaint) => !isHazard(complaint))).toEqual([]);
    }
  });
});
