/** The expected answers on outreach. */
import { allPeople, compare, isOfNamesake, type Person } from './people.ts';
import type { Member, Range, StatsRow, Vendors } from './vendors.ts';

interface MemberStats {
  member: Member;
  row: StatsRow;
}

/** The largest figure first, equal ones by Saleshandy id. One call for each member. */
export async function leaderboard(
  vendors: Vendors,
  type: 'prospect' | 'email',
  range: Range,
  figure: string,
): Promise<MemberStats[]> {
  const found: MemberStats[] = [];
  for (const member of (await vendors.members()) ?? []) {
    const row = await vendors.stats(member, type, range);
    if (row) found.push({ member, row });
  }
  // Missing figures come last.
  const value = ({ row }: MemberStats) => Number(row[figure] ?? -1);
  return found.sort((a, b) => compare(value(b), value(a)) || compare(a.member.id, b.member.id));
}

export async function outreachLeaderboard(vendors: Vendors, range: Range, first: number) {
  const people = await allPeople(vendors);
  const prospects = await leaderboard(vendors, 'prospect', range, 'replied');
  const emails = await leaderboard(vendors, 'email', range, 'emailSent');
  const page = <T>(rows: MemberStats[], show: (row: StatsRow) => T) => ({
    pageInfo: { hasNextPage: rows.length > first, endCursor: rows.length > 0 ? 'a cursor' : null },
    nodes: rows.slice(0, first).map(({ row }) => ({ ...memberOf(row, people), ...show(row) })),
  });
  return {
    teamStats: {
      prospect: page(prospects, (row) => ({
        added: row.prospectAdded ?? null,
        contacted: row.prospectContacted ?? null,
        opened: row.opened ?? null,
        clicked: row.clicked ?? null,
        replied: row.replied ?? null,
        bounced: row.bounced ?? null,
        outcomes: { interested: row.Interested ?? null, meetingBooked: row['Meeting Booked'] ?? null },
      })),
      email: page(emails, (row) => ({
        sent: row.emailSent ?? null,
        opened: row.opened ?? null,
        clicked: row.clicked ?? null,
        replied: row.replied ?? null,
        bounced: row.bounced ?? null,
      })),
    },
  };
}

function memberOf(row: StatsRow, people: Person[]) {
  const person = people.find(({ member }) => member && member.id === row.userId);
  const user = person && !isOfNamesake(person, row) ? { id: person.id } : null;
  return { name: nameIn(row), email: row.email ?? null, user };
}

export function nameIn({ firstName, lastName }: StatsRow): string | null {
  return firstName === undefined ? null : `${firstName} ${lastName}`;
}

/** The row of this person in a report. */
export async function rowOf(vendors: Vendors, person: Person, type: 'prospect' | 'email', range: Range) {
  const row = person.member && (await vendors.stats(person.member, type, range));
  return row && !isOfNamesake(person, row) ? row : null;
}

/** Both reports of one person. */
export async function statsOf(vendors: Vendors, person: Person, range: Range) {
  const prospect = await rowOf(vendors, person, 'prospect', range);
  const email = await rowOf(vendors, person, 'email', range);
  return {
    prospectStats: prospect
      ? {
          added: prospect.prospectAdded ?? null,
          contacted: prospect.prospectContacted ?? null,
          opened: prospect.opened ?? null,
          clicked: prospect.clicked ?? null,
          replied: prospect.replied ?? null,
          unsubscribed: prospect.unSubscribed ?? null,
          bounced: prospect.bounced ?? null,
          outcomes: {
            uncategorized: prospect.Uncategorized ?? null,
            interested: prospect.Interested ?? null,
            notInterested: prospect['Not Interested'] ?? null,
            meetingBooked: prospect['Meeting Booked'] ?? null,
            outOfOffice: prospect['Out of Office'] ?? null,
            closed: prospect.Closed ?? null,
            notNow: prospect['Not Now'] ?? null,
            doNotContact: prospect['Do Not Contact'] ?? null,
          },
        }
      : null,
    emailStats: email
      ? {
          contacted: email.prospectContacted ?? null,
          sent: email.emailSent ?? null,
          opened: email.opened ?? null,
          clicked: email.clicked ?? null,
          replied: email.replied ?? null,
          bounced: email.bounced ?? null,
        }
      : null,
  };
}
