/** Random worlds of Saleshandy: members and figures. A server keeps its directory, so each world has a new server. */
import { startServer } from '../graph.ts';
import { ok, startHttpVendor } from './http-vendor.ts';
import { draw, judge, kindOf, type Outcome, type Stage, sumOf } from './kind.ts';
import { membersBody } from './saleshandy-members.ts';
import { figureOf, isConvincing, reportAnswer, type SentPages, type StatsQuery } from './saleshandy-reports.ts';
import { type SaleshandyWorld, saleshandyWorlds } from './saleshandy-worlds.ts';

/** The largest page of the graph. */
const FIRST = 100;
const RANGE = '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';
const WHO = 'user { identities { source sourceId } }';
const QUERY = `{
  users(first: ${FIRST}) {
    totalCount complete
    nodes { identities { source sourceId } prospectStats(range: ${RANGE}) { added } emailStats(range: ${RANGE}) { sent } }
  }
  teamStats(range: ${RANGE}) {
    prospect(first: ${FIRST}) { totalCount complete nodes { figure: added ${WHO} } }
    email(first: ${FIRST}) { totalCount complete nodes { figure: sent ${WHO} } }
  }
}`;

interface User {
  readonly identities: readonly { readonly source: string; readonly sourceId: string }[];
  readonly prospectStats: { readonly added: number | null } | null;
  readonly emailStats: { readonly sent: number | null } | null;
}

interface Connection<Node> {
  readonly totalCount: number | null;
  readonly complete: boolean;
  readonly nodes: readonly Node[];
}

interface StatsRow {
  readonly figure: number | null;
  readonly user: Pick<User, 'identities'> | null;
}

const idOf = ({ identities }: Pick<User, 'identities'>): string =>
  identities.find(({ source }) => source === 'SALESHANDY')?.sourceId ?? 'no member';

/** The member whose figure a row has, if the row is shown with that member or with none. */
function ownerIn({ members }: SaleshandyWorld, { figure, user }: StatsRow): string {
  const owner = members.find((_, index) => figureOf(index) === figure)?.id;
  return owner !== undefined && (user === null || idOf(user) === owner)
    ? owner
    : `${figure} of ${user ? idOf(user) : 'no member'}`;
}

function judgeReport(what: string, list: Connection<StatsRow> | null, world: SaleshandyWorld): Outcome {
  const truth = world.members.filter((_, index) => world.active[index]).map(({ id }) => id);
  const rows = list?.nodes.map((row) => ownerIn(world, row)) ?? [];
  return judge(
    list && { what, total: list.totalCount, complete: list.complete, rows, isPage: rows.length === FIRST },
    truth,
  );
}

/** Judges figures: a member has their own figures, null without a row, or an error. */
function judgeFigures(
  users: readonly User[],
  failed: ReadonlySet<string>,
  { members, active, report }: SaleshandyWorld,
) {
  const violations = users.flatMap((user, at) => {
    const index = members.findIndex(({ id }) => id === idOf(user));
    const truth = active[index] ? figureOf(index) : null;
    return (['prospectStats', 'emailStats'] as const).flatMap((field) => {
      const stats = user[field];
      const figure = stats === null ? null : 'added' in stats ? stats.added : stats.sent;
      if (failed.has(`users.nodes.${at}.${field}`) && figure === null) return [];
      return figure === truth ? [] : `${field} of ${idOf(user)}: ${figure}, not ${truth} (${report.ids})`;
    });
  });
  return { complete: 0, cut: 0, failed: 0, violations };
}

async function open(): Promise<Stage> {
  const vendor = await startHttpVendor(() => ok({}));
  return {
    run: async (seed) => {
      const world = draw(saleshandyWorlds, seed);
      const sent: SentPages = new Map();
      vendor.respond = (url, body) =>
        url.pathname.endsWith('/team-member-list')
          ? ok(membersBody(world))
          : reportAnswer(world, body as StatsQuery, sent);
      const server = await startServer({ SALESHANDY_API_URL: vendor.url, SALESHANDY_API_KEY: 'sh_invented' });
      const { data, errors = [] } = await server.ask(QUERY);
      await server.close();
      const users = data.users as Connection<User> | null;
      const failed = new Set(errors.map(({ path = [] }) => path.join('.')));
      const list = users && {
        what: 'users',
        total: users.totalCount,
        complete: users.complete,
        rows: users.nodes.map(idOf),
        isPage: users.nodes.length === FIRST,
      };
      const ids = world.members.map(({ id }) => id);
      // No client could notice that a convincing report is only a part.
      const isDeceived = world.report.fault !== null && [...sent.values()].some(isConvincing);
      if (isDeceived) return judge(list, ids);
      return sumOf([
        judge(list, ids),
        judgeReport('prospects', data.teamStats.prospect, world),
        judgeReport('e-mails', data.teamStats.email, world),
        judgeFigures(users?.nodes ?? [], failed, world),
      ]);
    },
    close: vendor.close,
  };
}

export const saleshandy = kindOf('Saleshandy', open);
