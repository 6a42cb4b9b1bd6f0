/** The expected answers on Cal.com's two reports. */
import { absolute, allPeople, globalId } from './people.ts';
import { inclusive, type Range, type Vendors } from './vendors.ts';

export async function memberStats(vendors: Vendors, range: Range | null, timeZone: string) {
  const people = await allPeople(vendors);
  const created = range && [
    { id: 'createdAt', value: { type: 'dr', data: { ...inclusive(range), preset: 'custom' } } },
  ];
  const lists = await vendors.memberStats({
    scope: 'team',
    selectedTeamId: vendors.teamId,
    timeZone,
    ...(created ? { columnFilters: created } : {}),
  });
  return {
    memberStats: Object.fromEntries(
      Object.entries(lists).map(([list, rows]) => [
        list,
        rows.map(({ userId, user: { name, username, email, avatarUrl }, count }) => ({
          value: count,
          name: name ?? username ?? email,
          email,
          avatarUrl: absolute(avatarUrl),
          user: {
            id: globalId('User', `calcom:${userId}`),
            name: people.find(({ calcomId }) => calcomId === userId)?.name ?? name,
          },
        })),
      ]),
    ),
  };
}

/** Cal.com's limit of people and of periods. */
const CAP = 100;

async function routed(vendors: Vendors, range: Range, period: 'perDay' | 'perWeek', search?: string | null) {
  const { users, periodStats } = await vendors.routedTo({
    scope: 'team',
    selectedTeamId: vendors.teamId,
    ...inclusive(range),
    period,
    limit: CAP,
    ...(search ? { searchQuery: search } : {}),
  });
  return users.data.map((user) => ({
    ...user,
    series: periodStats.data
      .filter(({ userId }) => userId === user.id)
      .map(({ period_start, total }) => ({ start: new Date(period_start).toISOString(), total })),
  }));
}

export async function routedTo(vendors: Vendors, range: Range, search?: string | null) {
  const users = await routed(vendors, range, 'perDay', search);
  const days =
    (Date.parse(inclusive(range).endDate.slice(0, 10)) - Date.parse(inclusive(range).startDate.slice(0, 10))) /
      86_400_000 +
    1;
  return {
    routedTo: {
      complete: users.length < CAP && days <= CAP,
      users: users.map(({ id, name, email, avatarUrl, performance, totalBookings, series }) => ({
        name,
        email,
        avatarUrl: absolute(avatarUrl),
        performance,
        total: totalBookings,
        user: { id: globalId('User', `calcom:${id}`) },
        series,
      })),
    },
  };
}

/** By weeks, in the range as Cal.com extends it; null if nothing was routed to the person. */
export async function routedToOne(vendors: Vendors, calcomId: number | null, range: Range) {
  const found = (await routed(vendors, range, 'perWeek')).find(({ id }) => id === calcomId);
  return found ? { total: found.totalBookings, performance: found.performance, series: found.series } : null;
}
