/** Random worlds for Saleshandy. */
import fc from 'fast-check';

export interface TrueMember {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** How the list of members is told. */
export interface MembersForm {
  /** Of each team; one team, or none at all, where everybody stands in one list. */
  readonly teams: number;
  readonly key: 'members' | 'users' | 'teamMembers' | 'userList' | 'people';
  /** Who stands in every team. */
  readonly inAll: number;
  /** What the second row of such a one tells otherwise. */
  readonly otherwise: 'nothing' | 'no e-mail' | 'another name';
  readonly hasSum: boolean;
  readonly hasEmptyTeam: boolean;
  /** So many of the last are left out. A total tells that, or `hasMore` does. */
  readonly hidden: number;
  readonly tells: 'nothing' | 'total' | 'text total' | 'has more' | 'no more' | 'both';
  readonly where: 'body' | 'payload' | 'meta' | 'pagination';
  readonly totalOff: number;
  /** This row has no id. */
  readonly withoutId: number | null;
}

/** How a report is told. */
export interface ReportForm {
  readonly isIgnoringIds: boolean;
  /** The most rows of a page; null where there is no such limit. */
  readonly cap: number | null;
  readonly tells: 'nothing' | 'has more' | 'total' | 'both';
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
  /** Of each member: whether there is a row for them. */
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
  otherwise: 'nothing',
  hasSum: false,
  hasEmptyTeam: false,
  hidden: 0,
  tells: 'nothing',
  where: 'body',
  totalOff: 0,
  withoutId: null,
};
const memberForms: fc.Arbitrary<MembersForm> = fc.record({
  teams: fc.integer({ min: 0, max: 3 }),
  key: fc.constantFrom('members', 'users', 'teamMembers', 'userList', 'people'),
  inAll: fc.constantFrom(0, 0, 1, 2),
  otherwise: fc.constantFrom('nothing', 'no e-mail', 'another name'),
  hasSum: fc.boolean(),
  hasEmptyTeam: fc.boolean(),
  hidden: fc.constantFrom(0, 0, 1, 3),
  tells: fc.constantFrom('nothing', 'total', 'text total', 'has more', 'no more', 'both'),
  where: fc.constantFrom('body', 'payload', 'meta', 'pagination'),
  totalOff: fc.constantFrom(0, 0, 0, 1, -1, 100),
  withoutId: fc.option(fc.nat(12), { freq: 1, nil: null }),
});

const GOOD_REPORT: ReportForm = {
  isIgnoringIds: false,
  cap: null,
  tells: 'has more',
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
  tells: fc.constantFrom('nothing', 'has more', 'total', 'both'),
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

/** Where the directory is as it should be, the report need not be, and the other way round. */
export const saleshandyWorlds: fc.Arbitrary<SaleshandyWorld> = fc
  .record({
    members,
    everybody: fc.boolean(),
    pattern,
    form: fc.oneof(fc.constant(GOOD_FORM), memberForms),
    report: fc.oneof({ weight: 1, arbitrary: fc.constant(GOOD_REPORT) }, { weight: 4, arbitrary: reports }),
  })
  .map(({ members: all, everybody, pattern: some, form, report }) => ({
    members: all,
    active: all.map((_, index) => everybody || some[index % some.length] === true),
    form,
    report: isOfRows(report) ? report : { ...report, fault: null },
  }));

/** Rows that do not say whose they are cannot be told from each other; and an e-mail is believed where no id says otherwise. */
const isOfRows = ({ ids, fault }: ReportForm): boolean =>
  (fault?.what !== 'double' || !ids.includes('none')) && (fault?.what !== 'swap' || ids === 'right');
