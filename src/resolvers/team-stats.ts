/** Resolvers of team-stats.graphql. */
import type { GraphQLResolveInfo } from 'graphql';
import type {
  EmailStatsOrderField,
  OrderDirection,
  ProspectStatsOrderField,
  Resolvers,
} from '../generated/resolvers.ts';
import type { Identity, User } from '../people/user.ts';
import { type WholePage, type WholePageArguments, wholePageOf, windowOf } from '../relay/connection.ts';
import type { StatsReport } from '../sources/saleshandy/loaders.ts';
import {
  EMAIL_METRICS,
  type EmailMetric,
  PROSPECT_METRICS,
  type ProspectMetric,
  type StatsRow,
} from '../sources/saleshandy/model.ts';
import { type Awaitable, whenReady } from '../time/ready.ts';
import { type Context, reportRows } from './context.ts';
import { areOfNamesake, reportUnknown, requireStableIds } from './lookup.ts';
import type { TeamStats } from './models.ts';

/** The member of a row: what the row says, otherwise what the directory knows. */
const member = {
  name: (row: StatsRow<string>, _: unknown, context: Context) =>
    row.name ?? whenReady(identityOf(row, context), (identity) => identity?.name ?? null),
  email: (row: StatsRow<string>, _: unknown, context: Context) =>
    row.email ?? whenReady(identityOf(row, context), (identity) => identity?.email ?? null),
  user: (row: StatsRow<string>, _: unknown, context: Context, info: GraphQLResolveInfo) =>
    whenReady(memberOf(row, context), (user) =>
      reportUnknown(user === undefined || areOfNamesake(user, row) ? null : user, context, info),
    ),
};

export const teamStats: Pick<Resolvers, 'ProspectStats' | 'ProspectTotals' | 'EmailStats' | 'TeamStats'> = {
  ProspectStats: {
    ...member,
    added: ({ metrics }) => metrics.added,
    contacted: ({ metrics }) => metrics.contacted,
    opened: ({ metrics }) => metrics.opened,
    clicked: ({ metrics }) => metrics.clicked,
    replied: ({ metrics }) => metrics.replied,
    unsubscribed: ({ metrics }) => metrics.unsubscribed,
    bounced: ({ metrics }) => metrics.bounced,
    outcomes: ({ metrics }) => metrics,
  },
  EmailStats: {
    ...member,
    contacted: ({ metrics }) => metrics.contacted,
    sent: ({ metrics }) => metrics.sent,
    opened: ({ metrics }) => metrics.opened,
    clicked: ({ metrics }) => metrics.clicked,
    replied: ({ metrics }) => metrics.replied,
    bounced: ({ metrics }) => metrics.bounced,
  },
  ProspectTotals: { outcomes: (metrics) => metrics },
  TeamStats: {
    prospect: async (stats, args, context, info) => {
      const page = leaderboardPage('TeamStats.prospect', stats, args);
      const report = await context.saleshandy().prospectReport(stats.request);
      reportRows(context, info, 'SALESHANDY', report.unreadable);
      return leaderboard(
        report,
        { ...args.orderBy, metric: PROSPECT_ORDERS[args.orderBy.field] },
        page,
        context,
        PROSPECT_METRICS,
      );
    },
    email: async (stats, args, context, info) => {
      const page = leaderboardPage('TeamStats.email', stats, args);
      const report = await context.saleshandy().emailReport(stats.request);
      reportRows(context, info, 'SALESHANDY', report.unreadable);
      return leaderboard(
        report,
        { ...args.orderBy, metric: EMAIL_ORDERS[args.orderBy.field] },
        page,
        context,
        EMAIL_METRICS,
      );
    },
  },
};

/** Reads the page arguments of a leaderboard, as `wholePageOf` does. */
export const leaderboardPage = (
  field: string,
  stats: TeamStats | undefined,
  { orderBy, ...page }: WholePageArguments & { readonly orderBy: unknown },
): WholePage =>
  wholePageOf([field, stats && { countBy: stats.request.countBy, range: stats.writtenRange }, orderBy], page);

const PROSPECT_ORDERS: Readonly<Record<ProspectStatsOrderField, ProspectMetric>> = {
  ADDED: 'added',
  CONTACTED: 'contacted',
  OPENED: 'opened',
  CLICKED: 'clicked',
  REPLIED: 'replied',
  UNSUBSCRIBED: 'unsubscribed',
  BOUNCED: 'bounced',
  UNCATEGORIZED: 'uncategorized',
  INTERESTED: 'interested',
  NOT_INTERESTED: 'notInterested',
  MEETING_BOOKED: 'meetingBooked',
  OUT_OF_OFFICE: 'outOfOffice',
  CLOSED: 'closed',
  NOT_NOW: 'notNow',
  DO_NOT_CONTACT: 'doNotContact',
};
const EMAIL_ORDERS: Readonly<Record<EmailStatsOrderField, EmailMetric>> = {
  CONTACTED: 'contacted',
  SENT: 'sent',
  OPENED: 'opened',
  CLICKED: 'clicked',
  REPLIED: 'replied',
  BOUNCED: 'bounced',
};

/** The rows ordered by one figure, then by Saleshandy id. Rows without the figure come last in both directions. */
async function leaderboard<Metric extends string>(
  { rows, complete, unreadable }: StatsReport<Metric>,
  { metric, direction }: { readonly metric: Metric; readonly direction: OrderDirection },
  page: WholePage,
  { slices }: Context,
  metrics: readonly Metric[],
) {
  await slices.spendRows(rows.length);
  const sign = direction === 'ASC' ? 1 : -1;
  const compare = (a: StatsRow<Metric>, b: StatsRow<Metric>): number => {
    const [left, right] = [a.metrics[metric], b.metrics[metric]];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * (left - right);
  };
  const keys = new Map(rows.map((row, index) => [row, row.userId ?? `#${index}`]));
  const ordered = rows.toSorted((a, b) => compare(a, b) || ((keys.get(a) ?? '') < (keys.get(b) ?? '') ? -1 : 1));
  return Object.assign(
    windowOf(page, ordered, (row) => keys.get(row) ?? ''),
    { totalCount: complete ? rows.length : null, complete, totals: totalsOf(rows, metrics, unreadable.length > 0) },
  );
}

/** Each figure of all members together; null where that of a member is missing, as all are in a row that could not be read. */
function totalsOf<Metric extends string>(
  rows: readonly StatsRow<Metric>[],
  metrics: readonly Metric[],
  isUnreadable: boolean,
): StatsRow<Metric>['metrics'] {
  const sumOf = (metric: Metric): number | null =>
    isUnreadable ? null : addUp(rows.map((row) => row.metrics[metric]));
  return Object.fromEntries(metrics.map((metric) => [metric, sumOf(metric)])) as Record<Metric, number | null>;
}

const MAX_INT = 2 ** 31 - 1;

function addUp(figures: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const figure of figures) {
    if (figure === null) return null;
    sum += figure;
  }
  // As in a row, a number beyond the Int of GraphQL is none.
  return sum <= MAX_INT ? sum : null;
}

const identityOf = (row: StatsRow<string>, context: Context): Awaitable<Identity | undefined> =>
  whenReady(memberOf(row, context), (user) =>
    user?.identities.find(({ source, sourceId }) => source === 'SALESHANDY' && sourceId === row.userId),
  );

const memberOf = ({ userId }: StatsRow<string>, context: Context): Awaitable<User | undefined> =>
  whenReady(context.people(), (people) => {
    requireStableIds(people);
    return userId === null ? undefined : people.byKey(`saleshandy:${userId}`);
  });
