import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FORM_FIELDS } from '../../sandbox/world/form-responses.ts';
import { askMembers, askRouted, type Failure, MEMBERS, ROUTED } from '../support/sandbox/calcom-rows.ts';
import { askCalcom, start } from '../support/sandbox/start.ts';

const dr = (id: string, startDate: string | null, endDate: string | null) => ({
  id,
  value: { type: 'dr', data: { startDate, endDate, preset: 'custom' } },
});
const filter = (id: string, type: string, data: unknown) => ({ columnFilters: [{ id, value: { type, data } }] });

describe('member stats', () => {
  it('are eight lists of at most ten hosts each, the deleted ones left out', async () => {
    const { body } = await askMembers(await start());
    expect(Object.keys(body.data)).toEqual([
      'mostBookings',
      'leastBookings',
      'mostCancelled',
      'mostCompleted',
      'leastCompleted',
      'mostNoShow',
      'highestRatings',
      'lowestRatings',
    ]);
    for (const list of Object.values(body.data)) {
      expect(list.length).toBeGreaterThan(0);
      expect(list.length).toBeLessThanOrEqual(10);
      expect(list.every(({ count }) => count > 0)).toBe(true);
    }
  });

  it('rank as their names say', async () => {
    const { data } = (await askMembers(await start())).body;
    const counts = (name: string) => (data[name] ?? []).map(({ count }) => count);
    const ascending = (values: number[]) => values.toSorted((a, b) => a - b);
    for (const name of ['mostBookings', 'mostCancelled', 'mostCompleted', 'mostNoShow', 'highestRatings']) {
      expect(counts(name)).toEqual(ascending(counts(name)).reverse());
    }
    for (const name of ['leastBookings', 'leastCompleted', 'lowestRatings']) {
      expect(counts(name)).toEqual(ascending(counts(name)));
    }
    expect(counts('highestRatings').some((value) => !Number.isInteger(value))).toBe(true);
  });

  it('count what the world holds', async () => {
    const sandbox = await start();
    const { calcom } = sandbox.world;
    const nowMs = sandbox.now.getTime();
    const members = new Set(calcom.users.filter((user) => user.teamIds.includes(4210)).map(({ id }) => id));
    const isCounted = (hostId: number | null, teamId: number | null) =>
      teamId === 4210 || (teamId === null && members.has(hostId ?? -1));
    const { data } = (await askMembers(sandbox)).body;
    const [top] = data.mostCompleted ?? [];
    const expected = calcom.bookings.filter(
      ({ hostId, teamId, status, endMs }) =>
        hostId === top?.userId && isCounted(hostId, teamId) && status === 'accepted' && endMs <= nowMs,
    );
    expect(top?.count).toBe(expected.length);
  });

  it('show the hash of the e-mail, and a relative avatar even without a username', async () => {
    const { data } = (
      await askMembers(await start(), filter('userEmail', 't', { operator: 'startsWith', operand: 'PRIYA' }))
    ).body;
    expect(data.mostBookings).toMatchObject([
      {
        userId: 1008,
        user: { email: 'priya.raman@example.com', avatarUrl: '/null/avatar.png' },
        emailMd5: createHash('md5').update('priya.raman@example.com').digest('hex'),
      },
    ]);
  });

  it('are empty, not refused, for a team that is missing or not there', async () => {
    const sandbox = await start();
    for (const selectedTeamId of [undefined, 9]) {
      const { status, body } = await askMembers(sandbox, { selectedTeamId });
      expect(status).toBe(200);
      expect(Object.values(body.data).flat()).toEqual([]);
    }
  });

  it('hold the personal bookings of the caller alone for the scope user, and every team for org', async () => {
    const sandbox = await start();
    const own = await askMembers(sandbox, { scope: 'user' });
    const org = await askMembers(sandbox, { scope: 'org', ...filter('userId', 'ss', 1015) });
    expect(own.body.data.mostBookings?.map(({ userId }) => userId)).toEqual([1001]);
    expect(org.body.data.mostBookings?.map(({ userId }) => userId)).toEqual([1015]);
  });

  it('leave the last day out where a range ends with a bare date', async () => {
    const sandbox = await start();
    const total = async (endDate: string) => {
      const { body } = await askMembers(sandbox, { columnFilters: [dr('startTime', '2026-03-09', endDate)] });
      return (body.data.mostBookings ?? []).reduce((sum, { count }) => sum + count, 0);
    };
    expect(await total('2026-03-13')).toBeLessThan(await total('2026-03-13T23:59:59.999Z'));
  });

  it.each([
    ['status', 'ms', ['cancelled'], 'mostCompleted'],
    ['rating', 'n', { operator: 'gt', operand: 5 }, 'mostBookings'],
    ['userName', 't', { operator: 'equals', operand: 'alex kim' }, 'mostBookings'],
    ['createdAt', 'dr', { startDate: '2030-01-01', endDate: null, preset: 'custom' }, 'mostBookings'],
    ['paid', 'ss', 'neither', 'mostBookings'],
  ])('honour the column %s', async (id, type, data, list) => {
    const { body } = await askMembers(await start(), filter(id, type, data));
    expect(body.data[list]).toEqual([]);
  });

  it('find a managed event type by its copies, and ignore columns and kinds they do not know', async () => {
    const sandbox = await start();
    const managed = await askMembers(sandbox, filter('eventTypeId', 'ms', [505]));
    const plain = await askMembers(sandbox);
    expect(managed.body.data.mostBookings?.map(({ userId }) => userId).sort()).toEqual([1002, 1005, 1013]);
    expect((await askMembers(sandbox, filter('weekday', 'ss', 'Monday'))).body).toEqual(plain.body);
    expect((await askMembers(sandbox, filter('userName', 'ss', 'Nobody'))).body).toEqual(plain.body);
  });
});

describe('routed-to', () => {
  it('lists users by id with dense, zero-filled periods', async () => {
    const { users, periodStats } = (await askRouted(await start())).body.data;
    const ids = users.data.map(({ id }) => id);
    const starts = [...new Set(periodStats.data.map((row) => row.period_start))];
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(starts).toHaveLength(14);
    expect([starts[0], starts.at(-1)]).toEqual(['2026-03-02T00:00:00.000Z', '2026-03-15T00:00:00.000Z']);
    expect(periodStats.data.map(({ userId }) => userId)).toEqual(starts.flatMap(() => ids));
    expect(periodStats.data.some(({ total }) => total === 0)).toBe(true);
  });

  it('adds up to the totals, counting a booking once however often the form was answered', async () => {
    const sandbox = await start();
    const { users, periodStats } = (await askRouted(sandbox)).body.data;
    for (const { id, totalBookings } of users.data) {
      const sum = periodStats.data.filter(({ userId }) => userId === id).reduce((all, { total }) => all + total, 0);
      expect(sum).toBe(totalBookings);
    }
    const { formResponses } = sandbox.world.calcom;
    expect(formResponses.length).toBeGreaterThan(new Set(formResponses.map(({ booking }) => booking.id)).size);
  });

  it('cuts users and periods at the limit, and says nothing', async () => {
    const { users, periodStats } = (await askRouted(await start(), { limit: 3 })).body.data;
    expect(users.data).toHaveLength(3);
    expect(new Set(periodStats.data.map((row) => row.period_start)).size).toBe(3);
  });

  it('widens weeks from Sunday though buckets start on Monday, and months to whole ones', async () => {
    const sandbox = await start();
    const starts = async (period: string, startDate: string) => {
      const { body } = await askRouted(sandbox, { period, startDate });
      return [...new Set(body.data.periodStats.data.map((row) => row.period_start.slice(0, 10)))];
    };
    expect(await starts('perWeek', '2026-03-02')).toEqual(['2026-02-23', '2026-03-02', '2026-03-09', '2026-03-16']);
    expect(await starts('perMonth', '2026-02-20')).toEqual(['2026-02-01', '2026-03-01']);
  });

  it('measures performance against everyone routed to, whatever the search', async () => {
    const sandbox = await start();
    const { data } = (await askRouted(sandbox, { startDate: '2026-01-01' })).body;
    const found = (await askRouted(sandbox, { startDate: '2026-01-01', searchQuery: 'MAYA' })).body.data;
    expect(found.users.data).toEqual(data.users.data.filter(({ name }) => name === 'Maya Okafor'));
    const totals = data.users.data.map(({ totalBookings }) => totalBookings).sort((a, b) => a - b);
    const average = totals.reduce((sum, one) => sum + one, 0) / totals.length;
    const median = totals[Math.floor(totals.length / 2)];
    for (const { totalBookings, performance } of data.users.data) {
      const low = totalBookings === median ? 'median' : totalBookings < average ? 'below_average' : 'at_average';
      expect(performance).toBe(totalBookings > average ? 'above_average' : low);
    }
  });

  it('shows names as they were in the latest answer', async () => {
    const { users } = (await askRouted(await start(), { startDate: '2026-01-01', endDate: '2026-02-10' })).body.data;
    expect(users.data.find(({ id }) => id === 1005)?.name).toBe('Jose Alvarez');
  });

  it.each([
    ['bookingUserId', 'ms', [1001]],
    ['formId', 'ss', 'another form'],
    ['bookingStatusOrder', 'ms', [4]],
    ['bookingAssignmentReason', 't', { operator: 'contains', operand: 'round' }],
    ['attendeeEmail', 't', { operator: 'endsWith', operand: '@EXAMPLE.COM' }],
    [FORM_FIELDS.industry, 'ms', ['health']],
    [FORM_FIELDS.seats, 'n', { operator: 'lte', operand: 20 }],
  ])('honours the column %s', async (id, type, data) => {
    const sandbox = await start();
    const sum = async (body: object) =>
      (await askRouted(sandbox, body)).body.data.users.data.reduce((all, { totalBookings }) => all + totalBookings, 0);
    expect(await sum(filter(id, type, data))).toBeLessThan(await sum({}));
  });

  it('does not read a createdAt filter', async () => {
    const sandbox = await start();
    const { body } = await askRouted(sandbox, { columnFilters: [dr('createdAt', '2030-01-01', null)] });
    expect(body).toEqual((await askRouted(sandbox)).body);
  });

  it('is empty, not refused, for a team that is not there', async () => {
    const { status, body } = await askRouted(await start(), { selectedTeamId: 9 });
    expect(status).toBe(200);
    expect(body.data).toEqual({ users: { data: [] }, periodStats: { data: [] } });
  });
});

describe('a malformed insights request', () => {
  const routed = { scope: 'team', selectedTeamId: 4210, startDate: '2026-03-02', endDate: '2026-03-15', limit: 10 };
  it.each([
    [MEMBERS, { scope: 'team' }, 'timeZone'],
    [MEMBERS, { scope: 'team', timeZone: 'Mars/Olympus' }, 'timeZone'],
    [MEMBERS, { scope: 'all', timeZone: 'UTC' }, 'scope'],
    [MEMBERS, { scope: 'team', timeZone: 'UTC', columnFilters: [{ id: 'status' }] }, 'columnFilters'],
    [ROUTED, { ...routed, period: 'perYear' }, 'period'],
    [ROUTED, { ...routed, period: 'perDay', limit: 101 }, 'limit'],
    [ROUTED, { ...routed, period: 'perDay', limit: undefined }, 'limit'],
    [ROUTED, { ...routed, period: 'perDay', startDate: '01/02/2026' }, 'startDate'],
  ])('to %s with %o is 400, named in the details', async (path, body, property) => {
    const answer = await askCalcom<Failure>(await start(), path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.details?.errors?.map((error) => error.property)).toEqual([property]);
  });

  it('with a date range that is no date is 500', async () => {
    const answer = await askMembers(await start(), { columnFilters: [dr('createdAt', 'soon', null)] });
    expect(answer.status).toBe(500);
  });
});
