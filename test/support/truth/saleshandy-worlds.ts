/** Random worlds of Saleshandy. */
import fc from 'fast-check';

export interface TrueMember {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** The form of the member list. */
export interface MembersForm {
  /** The number of teams. If it is 0, all members are in one flat list. */
  readonly teams: number;
  readonly key: 'members' | 'users' | 'teamMembers' | 'userList' | 'people';
  /** The number of members who are in all teams. */
  readonly inAll: number;
  /** How their second row differs. */
  readonly difference: 'nothing' | 'no e-mail' | 'another name';
  readonly hasSum: boolean;
  readonly hasEmptyTeam: boolean;
  /** The number of last members who are left out. A total or `hasMore` says so. */
  readonly hidden: number;
  readonly says: 'nothing' | 'total' | 'text total' | 'has more' | 'no more' | 'both';
  readonly where: 'body' | 'payload' | 'meta' | 'pagination';
  readonly totalOff: number;
  /** The index of a row without an id. */
  readonly withoutId: number | null;
}

/** The form of a report. */
export interface ReportForm {
  readonly isIgnoringIds: boolean;
  /** The most rows of a page; null if there is no limit. */
  readonly cap: number | null;
  readonly says: 'nothing' | 'has more' | 'total' | 'both';
  readonly place: 'payload' | 'outer' | 'meta' | 'list';
  readonly ids:
    | 'right'
    | 'number'
    | 'case'
    | 'case alone'
    | 'several'
    | 'user'
    | 'none'
    | 'none, nameless'
    | 'some none';
  readonly figures: 'number' | 'text' | 'label' | 'plural';
  readonly hasSum: boolean;
  readonly fault: ReportFault | null;
}

type ReportFault =
  | { readonly what: 'drop'; readonly at: number }
  | { readonly what: 'repeat'; readonly page: number }
  | { readonly what: 'total'; readonly by: number; readonly onFirst: boolean }
  | { readonly what: 'more'; readonly says: boolean }
  | { readonly what: 'double'; readonly at: number; readonly isOther: boolean; readonly isNextPage: boolean }
  | { readonly what: 'odd'; readonly at: number; readonly row: unknown }
  | { readonly what: 'stranger'; readonly hasEmail: boolean }
  | { readonly what: 'swap' };

export interface SaleshandyWorld {
  readonly members: readonly TrueMember[];
  /** For each member, whether reports have a row. */
  readonly active: readonly boolean[];
  readonly form: MembersForm;
  readonly report: ReportForm;
}

const NAMES = ['Ann Lee', 'Bob Lang', 'José Núñez', 'Sam Reed', 'Sam Reed', 'Grace Lindqvist', 'Maya Okafor'];

const members = fc
  .oneof(
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 12 }) },
    { weight: 1, arbitrary: fc.integer({ min: 200, max: 520 }) },
  )
  .map((count) =>
    Array.from(
      { length: count },
      (_, index): TrueMember => ({
        id: `${'aBcD'[index % 4]}${1000 + index}xY`,
        name: NAMES[index] ?? `Person ${index}`,
        email: `m${index}@example.com`,
      }),
    ),
  );

const GOOD_FORM: MembersForm = {
  teams: 1,
  key: 'members',
  inAll: 0,
  difference: 'nothing',
  hasSum: false,
  hasEmptyTeam: false,
  hidden: 0,
  says: 'nothing',
  where: 'body',
  totalOff: 0,
  withoutId: null,
};
const memberForms: fc.Arbitrary<MembersForm> = fc.record({
  teams: fc.integer({ min: 0, max: 3 }),
  key: fc.constantFrom('members', 'users', 'teamMembers', 'userList', 'people'),
  inAll: fc.constantFrom(0, 0, 1, 2),
  difference: fc.constantFrom('nothing', 'no e-mail', 'another name'),
  hasSum: fc.boolean(),
  hasEmptyTeam: fc.boolean(),
  hidden: fc.constantFrom(0, 0, 1, 3),
  says: fc.constantFrom('nothing', 'total', 'text total', 'has more', 'no more', 'both'),
  where: fc.constantFrom('body', 'payload', 'meta', 'pagination'),
  totalOff: fc.constantFrom(0, 0, 0, 1, -1, 100),
  withoutId: fc.option(fc.nat(12), { freq: 1, nil: null }),
});

const GOOD_REPORT: ReportForm = {
  isIgnoringIds: false,
  cap: null,
  says: 'has more',
  place: 'payload',
  ids: 'right',
  figures: 'number',
  hasSum: false,
  fault: null,
};
const at = fc.nat(6);
const faults: fc.Arbitrary<ReportFault> = fc.oneof(
  fc.record({ what: fc.constant('drop' as const), at }),
  fc.record({ what: fc.constant('repeat' as const), page: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ what: fc.constant('total' as const), by: fc.constantFrom(-3, -1, 1, 3, 100), onFirst: fc.boolean() }),
  fc.record({ what: fc.constant('more' as const), says: fc.boolean() }),
  fc.record({ what: fc.constant('double' as const), at, isOther: fc.boolean(), isNextPage: fc.boolean() }),
  fc.record({ what: fc.constant('odd' as const), at, row: fc.constantFrom<unknown>(null, 7, 'row', [], { id: 'x' }) }),
  fc.record({ what: fc.constant('stranger' as const), hasEmail: fc.boolean() }),
  fc.constant({ what: 'swap' as const }),
);
const reports: fc.Arbitrary<ReportForm> = fc.record({
  isIgnoringIds: fc.boolean(),
  cap: fc.option(fc.constantFrom(1, 2, 3, 5, 100), { freq: 1 }),
  says: fc.constantFrom('nothing', 'has more', 'total', 'both'),
  place: fc.constantFrom('payload', 'outer', 'meta', 'list'),
  ids: fc.constantFrom(
    'right',
    'right',
    'right',
    'number',
    'case',
    'case alone',
    'several',
    'user',
    'none',
    'none, nameless',
    'some none',
  ),
  figures: fc.constantFrom('number', 'text', 'label', 'plural'),
  hasSum: fc.boolean(),
  fault: fc.option(faults, { freq: 2 }),
});

const pattern = fc.array(fc.boolean(), { minLength: 4, maxLength: 9 });

/** Worlds in which the directory or the report, or both, may have faults. */
export const saleshandyWorlds: fc.Arbitrary<SaleshandyWorld> = fc
  .record({
    members,
    areAllActive: fc.boolean(),
    pattern,
    form: fc.oneof(fc.constant(GOOD_FORM), memberForms),
    report: fc.oneof({ weight: 1, arbitrary: fc.constant(GOOD_REPORT) }, { weight: 4, arbitrary: reports }),
  })
  .map(({ members: all, areAllActive, pattern: some, form, report }) => ({
    members: all,
    active: all.map((_, index) => areAllActive || some[index % some.length] === true),
    form,
    report: isOfRows(report) ? report : { ...report, fault: null },
  }));

/** Unnamed rows cannot be distinguished, and only a right id contradicts a wrong e-mail: no client could notice those faults. */
const isOfRows = ({ ids, fault }: ReportForm): boolean =>
  (fault?.what !== 'double' || !ids.includes('none')) && (fault?.what !== 'swap' || ids === 'right');
