/** Random worlds of ALO, and random questions about them. */
import fc from 'fast-check';
import { type Pages, pagesArbitrary } from './alo-pages.ts';
import { type AloWorld, type Doubles, type Oddity, type TruePeriod, withNoticeableFaults } from './alo-vendor.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 2, 1);

/** The staff. Two people have the same name, and two names differ only in diacritics. */
export const STAFF = [
  'Ann Lee',
  'Bob Lang',
  'José Núñez',
  'Jose Nunez',
  'Élodie Roux',
  'Sam Reed',
  'Sam Reed',
] as const;
/** Names in ALO and their owners: an index of the staff, or null for a guest. */
const NAMES = [
  ['Ann Lee', 0],
  ['ANN  LEE', 0],
  ['Bob Lang', 1],
  ['José Núñez', 2],
  ['Jose Núñez', 2],
  ['Jose Nunez', 3],
  ['Élodie Roux', 4],
  ['elodie roux', 4],
  ['Sam Reed', 5],
  ['Gus Guest', null],
] as const;
const OWNERS: ReadonlyMap<string, number | null> = new Map(NAMES);
/** The owner of a name in ALO: an index of the staff, or null. */
export const ownerOf = (name: string): number | null => OWNERS.get(name) ?? null;

const name = fc.constantFrom(...NAMES.map(([one]) => one));
const fieldValue = fc.constantFrom<unknown>('Facilities', 7, false, null, '', ['a'], { x: 1 });

const mostly = <Value>(usual: Value, other: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: other });

const period = fc.record({
  gapHours: fc.constantFrom(0, 0, 0, 1, -1, 24),
  hours: fc.constantFrom(1, 2, 2, 2, 8, 72, null),
  actions: fc.array(
    fc.record({
      creator: name,
      assignees: fc.uniqueArray(name, { maxLength: 3 }),
      createdAfterHours: fc.constantFrom(-30, 0, 0, 0, 1, 30),
      fields: fc.dictionary(fc.constantFrom('department', 'budget', 'status'), fieldValue),
    }),
    { maxLength: 5 },
  ),
});

/** A few different periods, repeated until the world has enough. */
const periods = fc
  .record({
    some: fc.array(period, { minLength: 1, maxLength: 6 }),
    count: fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 0, max: 30 }) },
      { weight: 1, arbitrary: fc.integer({ min: 90, max: 260 }) },
    ),
  })
  .map(({ some, count }): TruePeriod[] => {
    let endMs = START_MS;
    return Array.from({ length: count }, (_, index) => {
      const { gapHours, hours, actions } = some[index % some.length] as (typeof some)[number];
      const startMs = endMs + gapHours * HOUR_MS;
      endMs = startMs + (hours ?? 2) * HOUR_MS;
      return {
        id: index + 1,
        startMs,
        // Few of many periods have not ended.
        endMs: hours === null && index % 40 === 0 ? null : endMs,
        actions: actions.map(({ createdAfterHours, ...action }, number) => ({
          ...action,
          id: 1000 * (index + 1) + number,
          number: number + 1,
          createdMs: startMs + createdAfterHours * HOUR_MS,
        })),
      };
    });
  });

const each = fc.integer({ min: 1, max: 9 });
const oddValue = fc.constantFrom<unknown>(
  undefined,
  null,
  '',
  'soon',
  7,
  true,
  [],
  {},
  '2026-03-01 10:00',
  '0001-01-01T00:00:00Z',
);
const oddity = (...keys: string[]): fc.Arbitrary<Oddity> =>
  fc.record({ key: fc.constantFrom(...keys), value: oddValue, each });
const lostId = fc.record({ key: fc.constant('id'), value: fc.constantFrom<unknown>(undefined, null, 'x', -1), each });

const periodOddities = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: oddity('start_date', 'name', 'created_at', 'updated_at', 'markers') },
    // A blank, null or zero date would be true: it means that there is no end.
    {
      weight: 3,
      arbitrary: fc.record({
        key: fc.constant('end_date'),
        value: fc.constantFrom<unknown>('soon', 7, true, [], {}, '2026-03-01 10:00'),
        each,
      }),
    },
    { weight: 1, arbitrary: lostId },
  ),
  { maxLength: 2 },
);
const actionOddities = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: oddity('createdTime') },
    { weight: 2, arbitrary: oddity('periodActionId', 'status', 'assignedTime', 'periodName') },
    // Any text would be a name.
    {
      weight: 4,
      arbitrary: fc.record({
        key: fc.constant('createdByUserName'),
        value: fc.constantFrom<unknown>(undefined, null, '', 7, [], {}),
        each,
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        key: fc.constant('assignedUserNames'),
        value: fc.constantFrom<unknown>(undefined, null, '', 'Ann Lee, Bob Lang', 7, {}, ['Ann Lee', 7], {
          0: 'Ann Lee',
        }),
        each,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.oneof(
        lostId.map((odd) => ({ ...odd, key: 'actionId' })),
        fc.record({ key: fc.constant('periodId'), value: fc.constantFrom<unknown>(undefined, null, '', 999), each }),
      ),
    },
  ),
  { maxLength: 2 },
);
const doubles = (...more: Record<string, unknown>[]): fc.Arbitrary<Doubles | null> =>
  fc.option(fc.record({ each, more: fc.constantFrom<Record<string, unknown>>({}, ...more) }), { freq: 1 });

const LATER = { updated_at: '2027-01-01T00:00:00Z' };
const plain: Pages = { size: null, infoKeys: [], form: 'number', isCamel: false, fault: null };

const world: fc.Arbitrary<AloWorld> = fc.record({
  periods,
  periodPages: pagesArbitrary,
  actionPages: mostly(plain, pagesArbitrary),
  range: fc.constantFrom('overlap', 'contained', 'starts', 'ignored', 'refused', 'garbage'),
  periodOddities: mostly<readonly Oddity[]>([], periodOddities),
  actionOddities: mostly<readonly Oddity[]>([], actionOddities),
  periodDoubles: mostly(
    null,
    doubles({ name: 'Other' }, { end_date: '2026-03-02T00:00:00Z' }, { ...LATER, name: 'Other' }),
  ),
  actionDoubles: mostly(
    null,
    doubles({ assignedUserNames: ['Bob Lang'] }, { status: 'Done' }, { createdTime: '2026-03-01T03:00:00Z' }),
  ),
  isPerAssignee: mostly(false, fc.boolean()),
  noEnd: fc.constantFrom<unknown>(undefined, null, '', '0001-01-01T00:00:00Z'),
  fieldForm: fc.constantFrom(
    'flat',
    'flat',
    'object',
    'camel',
    'list',
    'labels',
    'text',
    'number',
    'broken list',
    'twice',
  ),
});

export interface AloQuestion {
  readonly world: AloWorld;
  readonly range: { readonly fromMs: number; readonly toMs: number };
  readonly role: 'ASSIGNED' | 'CREATED' | null;
  /** The period that is read by id. It need not exist. */
  readonly periodId: number;
}

/** Random worlds with a question each. */
export const aloQuestions: fc.Arbitrary<AloQuestion> = fc
  .record({
    world,
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    hours: fc.constantFrom(1, 6, 12, 24),
    offMs: fc.constantFrom(0, 0, 1, -1, HOUR_MS / 2),
    role: fc.constantFrom('ASSIGNED', 'CREATED', null),
    pick: fc.double({ min: 0, max: 1.1, noNaN: true }),
  })
  .map(({ world: made, at, hours, offMs, role, pick }) => {
    const known = withNoticeableFaults(made);
    const lastMs = known.periods.at(-1)?.startMs ?? START_MS;
    const fromMs = START_MS + Math.floor(((lastMs - START_MS) * at) / HOUR_MS) * HOUR_MS + offMs;
    return {
      world: known,
      range: { fromMs, toMs: fromMs + hours * HOUR_MS },
      role,
      periodId: 1 + Math.floor(pick * known.periods.length),
    };
  });
