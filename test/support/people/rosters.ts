/** Rosters of an invented team for tests: read completely, in part, or not at all. */
import { type Source, SourceError, type SourceFailureReason } from '../../../src/errors.ts';
import type { Rosters } from '../../../src/people/rosters.ts';
import type { CalcomRoster } from '../../../src/sources/calcom/directories.ts';
import type { CalcomPerson, TeamMember } from '../../../src/sources/calcom/model.ts';
import type { Roster } from '../../../src/sources/rosters.ts';
import type { SaleshandyMember } from '../../../src/sources/saleshandy/model.ts';
import { fileOf } from './support.ts';

export const calcomPerson = (
  id: number,
  name: string | null,
  email: string | null = null,
  known: Partial<CalcomPerson> = {},
): CalcomPerson => ({ userId: String(id), name, email, username: null, avatarUrl: null, timeZone: null, ...known });
export const member = (userId: string, name: string | null, email: string | null = null): SaleshandyMember => ({
  userId,
  name,
  email,
});

export interface Rows {
  readonly team: readonly CalcomPerson[];
  readonly organization: readonly CalcomPerson[];
  readonly members: readonly SaleshandyMember[];
}

/** Two people with one name, one without an e-mail in Saleshandy, one who changed it, and one whom only Saleshandy knows. */
export const ROWS: Rows = {
  team: [
    calcomPerson(1, 'Ann Lee', 'ann@example.com'),
    calcomPerson(2, 'Bob Lang', 'bob@example.com'),
    calcomPerson(3, 'Alex Kim', 'alex@example.com'),
    calcomPerson(4, 'Dora Diaz', 'dora@example.com'),
  ],
  organization: [
    calcomPerson(2, 'Bob Lang', 'bob@example.com', { username: 'bob' }),
    calcomPerson(5, 'Alex Kim', 'kim@example.com'),
    calcomPerson(6, 'Eva Ek', 'eva@example.com'),
  ],
  members: [
    member('a', 'Ann L.', 'ANN@example.com'),
    member('b', 'Bob Lang'),
    member('c', 'Alex Kim'),
    member('d', 'Dora Diaz', 'dora.diaz@example.org'),
    member('e', 'Eva Ek', 'eva@example.com'),
    member('f', 'Finn Fox', 'finn@example.com'),
  ],
};
/** The person of each key. */
export const TRUTH = new Map(
  Object.entries({
    'calcom:1 saleshandy:a': 'Ann',
    'calcom:2 saleshandy:b': 'Bob',
    'calcom:3': 'Alex 3',
    'calcom:5': 'Alex 5',
    'saleshandy:c': 'one of the two',
    'calcom:4 saleshandy:d': 'Dora',
    'calcom:6 saleshandy:e': 'Eva',
    'saleshandy:f': 'Finn',
    'calcom:9': 'Gus',
  }).flatMap(([keys, who]) => keys.split(' ').map((key) => [key, who] as const)),
);
export const FILE = fileOf(
  'people:',
  '  - {name: Dora Diaz, same: ["calcom:4", "saleshandy:d", "alo:Dori"]}',
  '  - {name: Gus Gray, same: ["calcom:9"], left: true}',
);

const wholeRoster = <Row>(rows: readonly Row[]): Roster<Row> => ({
  rows,
  unreadable: [],
  wasWhole: true,
});
/** A roster whose first row could not be read, now or before. */
const rosterWithoutFirst = <Row>(rows: readonly Row[]): Roster<Row> => ({
  rows: rows.slice(1),
  unreadable: [0],
  wasWhole: false,
});

const asMember = (person: CalcomPerson): TeamMember => ({ ...person, isInvited: false });

/** Rosters that were read completely. */
export const wholeRosters = ({ team, organization, members }: Rows) =>
  ({
    calcom: {
      status: 'fulfilled',
      value: {
        teamMembers: wholeRoster(team.map(asMember)),
        membersRefused: null,
        organizationUsers: wholeRoster(organization),
      },
    },
    saleshandy: { status: 'fulfilled', value: wholeRoster(members) },
  }) satisfies Rosters;

const rejected = (source: Source, reason: SourceFailureReason) =>
  ({ status: 'rejected', reason: new SourceError(source, reason) }) as const;

type Reading = (rows: Rows) => Rosters;

const withCalcom =
  (change: (rows: Rows) => Partial<CalcomRoster>): Reading =>
  (rows) => {
    const { calcom, saleshandy } = wholeRosters(rows);
    return { calcom: { status: 'fulfilled', value: { ...calcom.value, ...change(rows) } }, saleshandy };
  };

/** Rosters while one source fails. */
export const BAD_DAYS = {
  'Saleshandy is down': (rows) => ({ ...wholeRosters(rows), saleshandy: rejected('SALESHANDY', 'UNAVAILABLE') }),
  'Saleshandy refuses': (rows) => ({ ...wholeRosters(rows), saleshandy: rejected('SALESHANDY', 'UNAUTHORIZED') }),
  'a row of Saleshandy is unreadable': (rows) => ({
    ...wholeRosters(rows),
    saleshandy: { status: 'fulfilled', value: rosterWithoutFirst(rows.members) },
  }),
  'Cal.com is down': (rows) => ({ ...wholeRosters(rows), calcom: rejected('CALCOM', 'TIMEOUT') }),
  'Cal.com refuses': (rows) => ({ ...wholeRosters(rows), calcom: rejected('CALCOM', 'UNAUTHORIZED') }),
  'Cal.com refuses its members and shows hosts': withCalcom(({ team }) => ({
    teamMembers: { ...wholeRoster(team.slice(0, 2).map(asMember)), wasWhole: false },
    membersRefused: new SourceError('CALCOM', 'REFUSED'),
  })),
  'Cal.com refuses its organization': withCalcom(() => ({ organizationUsers: new SourceError('CALCOM', 'REFUSED') })),
  'a member of Cal.com is unreadable': withCalcom(({ team }) => ({
    teamMembers: rosterWithoutFirst(team.map(asMember)),
  })),
  'a user of Cal.com is unreadable': withCalcom(({ organization }) => ({
    organizationUsers: rosterWithoutFirst(organization),
  })),
} as const satisfies Record<string, Reading>;
export type BadDay = keyof typeof BAD_DAYS;
export const badDays = Object.keys(BAD_DAYS) as BadDay[];
