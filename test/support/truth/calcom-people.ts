/** Random worlds of Cal.com: `users` of a new server, and links by name, while directories have people twice. */
import fc from 'fast-check';
import { startServer } from '../graph.ts';
import { calcomSettings } from './calcom-settings.ts';
import { ok, startHttpVendor } from './http-vendor.ts';
import { draw, judge, kindOf, type Stage, sumOf } from './kind.ts';

interface Row {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly isAccepted: boolean;
}

/** The faults of a directory. */
interface Faults {
  readonly cap?: number;
  readonly ignoresSkip?: boolean;
  /** The row at one index comes again at another index. */
  readonly again?: { readonly from: number; readonly to: number };
  /** The second row differs in this field. */
  readonly differs?: 'name' | 'email' | 'isAccepted';
  readonly garble?: boolean;
  readonly reverse?: boolean;
}

const places = fc.record({ from: fc.nat(40), to: fc.nat(40) });
const faults: fc.Arbitrary<Faults> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.record({ cap: fc.integer({ min: 1, max: 30 }) }),
  fc.constant({ ignoresSkip: true }),
  fc.record({ again: places }),
  {
    weight: 3,
    arbitrary: fc.record({ again: places, differs: fc.constantFrom('name', 'email', 'isAccepted') }),
  },
  fc.record({ again: places, cap: fc.integer({ min: 10, max: 30 }) }),
  fc.constant({ garble: true }),
  fc.constant({ reverse: true }),
);
const worlds = fc.record({
  count: fc.integer({ min: 1, max: 40 }),
  invited: fc.nat(60),
  members: faults,
  users: faults,
});

const peopleOf = (count: number, invited: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({
    id: 1 + index,
    name: `Person ${1 + index}`,
    email: `p${1 + index}@example.com`,
    isAccepted: index !== invited,
  }));

function withFaults(people: readonly Row[], { again, differs, reverse }: Faults): Row[] {
  const rows = reverse ? people.toReversed() : [...people];
  const row = again && rows[again.from % rows.length];
  if (!row) return rows;
  const others = { name: 'Another Name', email: 'another@example.com', isAccepted: !row.isAccepted };
  rows.splice(again.to % (rows.length + 1), 0, differs ? { ...row, [differs]: others[differs] } : row);
  return rows;
}

function pageOf(rows: readonly object[], query: URLSearchParams, { cap, ignoresSkip, garble }: Faults): object[] {
  const all = garble ? [...rows, { id: 'unreadable' }] : rows;
  const skip = ignoresSkip ? 0 : Number(query.get('skip'));
  return all.slice(skip, skip + Math.min(Number(query.get('take')), cap ?? Number.POSITIVE_INFINITY));
}

const member = ({ id, name, email, isAccepted }: Row) => ({
  id,
  userId: id,
  teamId: 2,
  accepted: isAccepted,
  role: 'MEMBER',
  user: { name, email, username: `u${id}`, avatarUrl: null },
});
const user = ({ id, name, email }: Row) => ({ id, name, email, username: `u${id}`, avatarUrl: null, timeZone: 'UTC' });

const QUERY = `{
  users(first: 100) { totalCount complete nodes { identities { sourceId } } }
  people { unseen { directory } }
}`;

async function open(): Promise<Stage> {
  const vendor = await startHttpVendor(() => ok(null));
  return {
    run: async (seed) => {
      const { count, invited, members, users } = draw(worlds, seed);
      const people = peopleOf(count, invited);
      const memberRows = withFaults(people, members);
      const userRows = withFaults(people, users);
      vendor.respond = ({ pathname, searchParams }) => {
        const isTeam = pathname.endsWith('/memberships');
        const data = isTeam
          ? pageOf(memberRows.map(member), searchParams, members)
          : pathname.endsWith('/users')
            ? pageOf(userRows.map(user), searchParams, users)
            : [];
        return ok({ status: 'success', data });
      };
      const server = await startServer(calcomSettings(vendor.url));
      const { data } = await server.ask(QUERY);
      await server.close();
      if (data.users === null) return judge(null, []);
      const rows = data.users.nodes.map(
        ({ identities }: { identities: [{ sourceId: string }] }) => identities[0].sourceId,
      );
      const unseen: string[] = data.people.unseen.map(({ directory }: { directory: string }) => directory);
      const { totalCount: total, complete } = data.users;
      // If rows of a person differ in whether they have accepted, the person may be a member or not.
      const truth = people.filter(({ id, isAccepted }) => isAccepted || (!complete && rows.includes(String(id))));
      const isWrong = (rows: readonly Row[], { differs, garble }: Faults): boolean =>
        garble === true || (differs !== undefined && new Set(rows.map((row) => JSON.stringify(row))).size > count);
      const mustBeUnseen = [
        ...(isWrong(memberRows, members) ? ['TEAM_MEMBERS'] : []),
        ...(isWrong(userRows, users) && users.differs !== 'isAccepted' ? ['ORGANIZATION_USERS'] : []),
      ];
      const violations = mustBeUnseen
        .filter((directory) => !unseen.includes(directory))
        .map((directory) => `${directory} contradicts itself, and names may link`);
      return sumOf([
        judge(
          { what: 'users', total, complete, rows },
          truth.map(({ id }) => String(id)),
        ),
        { complete: 0, cut: 0, failed: 0, violations },
      ]);
    },
    close: vendor.close,
  };
}

export const calcomPeople = kindOf('Cal.com people with two rows', open);
