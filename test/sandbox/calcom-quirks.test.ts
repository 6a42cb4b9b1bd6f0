import { describe, expect, it } from 'vitest';
import type { Quirk, SandboxOptions } from '../../sandbox/index.ts';
import {
  askMembers,
  askRouted,
  BOOKINGS,
  bookingOf,
  type Failure,
  listBookings,
  MEMBERS,
  uidsOf,
} from '../support/sandbox/calcom-rows.ts';
import { askCalcom, start } from '../support/sandbox/start.ts';

const startWith = (quirk: Quirk, options: SandboxOptions = {}) => start({ ...options, quirks: [quirk] });

describe('the quirk', () => {
  it('calcom-old-server ignores the newer filters and names the page size differently', async () => {
    const sandbox = await startWith('calcom-old-server');
    const newer = { bookingUid: 'x', afterCreatedAt: 'no date', beforeUpdatedAt: '2020-01-01', sortUpdatedAt: 'desc' };
    const { data, pagination } = await listBookings(sandbox, newer);
    expect(data).toEqual((await listBookings(sandbox)).data);
    expect(pagination).toHaveProperty('itemsReturned', 100);
    expect(pagination).not.toHaveProperty('returnedItems');
  });

  it('calcom-no-event-types empties the event types and lets foreign bookings leak', async () => {
    const sandbox = await startWith('calcom-no-event-types');
    const { foreign, personal } = sandbox.world.landmarks;
    const types = await askCalcom<{ data: unknown[] }>(sandbox, '/v2/organizations/4100/teams/4210/event-types');
    expect(types.body.data).toEqual([]);
    expect(await uidsOf(sandbox, { bookingUid: foreign })).toEqual([foreign]);
    expect(await uidsOf(sandbox, { bookingUid: personal })).toEqual([personal]);
    sandbox.quirks.delete('calcom-no-event-types');
    expect(await uidsOf(sandbox, { bookingUid: foreign })).toEqual([]);
  });

  it('calcom-absent-cancellation leaves the empty strings out', async () => {
    const sandbox = await startWith('calcom-absent-cancellation');
    const row = await bookingOf(sandbox, sandbox.world.landmarks.startsAtMonday);
    expect(row).not.toHaveProperty('cancellationReason');
    expect(row).not.toHaveProperty('cancelledByEmail');
    expect(await bookingOf(sandbox, sandbox.world.landmarks.cancelled)).toMatchObject({
      cancellationReason: 'Illness',
    });
  });

  it('calcom-unreadable-texts puts "unknown" in the place of what it stored', async () => {
    const sandbox = await startWith('calcom-unreadable-texts');
    const { data } = await listBookings(sandbox);
    const texts = JSON.stringify(data);
    expect(texts).toMatch(/"location":"unknown"/);
    expect(texts).toMatch(/"bookingFieldsResponses":{"name":"[^"]+","email":"unknown"/);
    expect(texts).toMatch(/"reschedulingReason":"unknown"/);
    expect(await bookingOf(sandbox, sandbox.world.landmarks.cancelled)).toMatchObject({
      cancellationReason: '$RCH$Illness',
    });
  });

  it('calcom-shuffled-ties changes the order of equal starts, and loses nothing', async () => {
    const sandbox = await startWith('calcom-shuffled-ties');
    const { sameStart } = sandbox.world.landmarks;
    const once = await uidsOf(sandbox, { take: '250' });
    const again = await uidsOf(sandbox, { take: '250' });
    const tied = (uids: string[]) => uids.filter((uid) => sameStart.includes(uid));
    expect(tied(once)).not.toEqual(tied(again));
    expect(once.toSorted()).toEqual(again.toSorted());
    const paged: string[] = [];
    for (let skip = 0; skip < 400; skip += 7) paged.push(...(await uidsOf(sandbox, { take: '7', skip: String(skip) })));
    expect(new Set(paged).size).toBe(paged.length);
  });

  it('calcom-loose-totals counts a full page without the created and updated filters', async () => {
    const sandbox = await startWith('calcom-loose-totals');
    const query = { afterCreatedAt: '2026-03-01' };
    const full = await listBookings(sandbox, { ...query, take: '1' });
    const whole = await listBookings(sandbox, { ...query, take: '250' });
    expect(full.pagination.totalItems).toBe((await listBookings(sandbox)).pagination.totalItems);
    expect(whole.pagination.totalItems).toBe(whole.data.length);
  });

  it('calcom-total-past-end says skip for the total', async () => {
    const sandbox = await startWith('calcom-total-past-end');
    expect((await listBookings(sandbox, { skip: '5000' })).pagination).toMatchObject({ totalItems: 5000 });
  });

  it('calcom-lowered-pages holds 100 rows a page, and counts by them', async () => {
    const sandbox = await startWith('calcom-lowered-pages');
    const { data, pagination } = await listBookings(sandbox, { take: '250' });
    expect(data).toHaveLength(100);
    expect(pagination).toMatchObject({ returnedItems: 100, hasNextPage: true });
  });

  it('calcom-past-steps puts the newest past bookings on the first page, each page ordered by itself', async () => {
    const sandbox = await start();
    const query = { status: 'past', sortStart: 'asc', take: '7' };
    const newest = await uidsOf(sandbox, { ...query, sortStart: 'desc' });
    sandbox.quirks.add('calcom-past-steps');
    const page = await uidsOf(sandbox, query);
    expect(page.toSorted()).toEqual(newest.toSorted());
    expect(page).not.toEqual(newest);
    const together = await uidsOf(sandbox, { ...query, status: 'past,cancelled' });
    sandbox.quirks.delete('calcom-past-steps');
    expect(together).toEqual(await uidsOf(sandbox, { ...query, status: 'past,cancelled' }));
  });

  it('calcom-awaiting-host shows a status outside the enum', async () => {
    const sandbox = await startWith('calcom-awaiting-host');
    expect(await bookingOf(sandbox, sandbox.world.landmarks.pending)).toMatchObject({ status: 'awaiting_host' });
  });

  it('calcom-recent-upcoming leaves out what began long ago', async () => {
    const sandbox = await start();
    const { underway } = sandbox.world.landmarks;
    const query = { status: 'upcoming', take: '250' };
    expect(await uidsOf(sandbox, query)).toContain(underway);
    sandbox.quirks.add('calcom-recent-upcoming');
    expect(await uidsOf(sandbox, query)).not.toContain(underway);
  });

  it('calcom-all-hosts lists every host of a collective event', async () => {
    const sandbox = await startWith('calcom-all-hosts');
    const { data } = await listBookings(sandbox, { eventTypeId: '502' });
    expect(data.every(({ hosts }) => new Set(hosts.map(({ id }) => id)).size === 4)).toBe(true);
  });

  it('calcom-insights-403 refuses both insights', async () => {
    const sandbox = await startWith('calcom-insights-403');
    expect((await askMembers(sandbox)).status).toBe(403);
    expect((await askRouted(sandbox)).status).toBe(403);
  });

  it('calcom-bad-filters-ignored drops all filters where one is malformed', async () => {
    const sandbox = await startWith('calcom-bad-filters-ignored');
    const columnFilters = [{ id: 'status', value: { type: 'ms', data: ['cancelled'] } }, { id: 'broken' }];
    const { status, body } = await askMembers(sandbox, { columnFilters });
    expect(status).toBe(200);
    expect(body).toEqual((await askMembers(sandbox)).body);
  });

  it('calcom-routing-created-at reads the filter of the published example', async () => {
    const sandbox = await startWith('calcom-routing-created-at');
    const data = { startDate: '2030-01-01', endDate: null, preset: 'custom' };
    const { body } = await askRouted(sandbox, { columnFilters: [{ id: 'createdAt', value: { type: 'dr', data } }] });
    expect(body.data.users.data).toEqual([]);
  });

  it('calcom-monday-weeks has no extra first bucket', async () => {
    const { body } = await askRouted(await startWith('calcom-monday-weeks'), { period: 'perWeek' });
    const starts = new Set(body.data.periodStats.data.map((row) => row.period_start.slice(0, 10)));
    expect([...starts]).toEqual(['2026-03-02', '2026-03-09']);
  });

  it('calcom-directories-403 refuses the directories and nothing else', async () => {
    const sandbox = await startWith('calcom-directories-403');
    for (const path of ['memberships', 'users', 'teams/4210/memberships', 'teams/4210/event-types']) {
      const answer = await askCalcom<Failure>(sandbox, `/v2/organizations/4100/${path}`);
      expect(answer.status).toBe(403);
      expect(answer.body.error.message).toMatch(/^RolesGuard - user with id=1001 does not have the minimum/);
    }
    expect((await listBookings(sandbox)).data).toHaveLength(100);
  });

  it('calcom-version-pinned answers 404 without the right cal-api-version', async () => {
    const sandbox = await startWith('calcom-version-pinned');
    const eventTypes = '/v2/organizations/4100/teams/4210/event-types';
    const status = async (path: string, version?: string, body?: object) =>
      (await askCalcom(sandbox, path, body, version ? { 'cal-api-version': version } : {})).status;
    expect(await status(eventTypes)).toBe(404);
    expect(await status(eventTypes, '2024-06-14')).toBe(200);
    expect(await status(BOOKINGS)).toBe(404);
    expect(await status(BOOKINGS, '2024-08-13')).toBe(200);
    expect(await status(MEMBERS, '2024-08-13', { scope: 'user', timeZone: 'UTC' })).toBe(200);
    expect(await status('/v2/me')).toBe(200);
  });

  it('calcom-rfc-seconds leaves the milliseconds out', async () => {
    const sandbox = await startWith('calcom-rfc-seconds');
    const row = await bookingOf(sandbox, sandbox.world.landmarks.startsAtMonday);
    expect(row.start).toBe('2026-03-16T00:00:00Z');
  });

  it('calcom-string-ids turns every id into a string', async () => {
    const sandbox = await startWith('calcom-string-ids');
    const row = await bookingOf(sandbox, sandbox.world.landmarks.startsAtMonday);
    expect(row).toMatchObject({ eventTypeId: '501', eventType: { id: '501' }, hosts: [{ id: '1013' }], duration: 30 });
    expect((await askMembers(sandbox)).body.data.mostBookings?.[0]?.userId).toMatch(/^\d+$/);
  });

  it('calcom-reset-epoch gives the reset as a Unix time', async () => {
    const { headers } = await askCalcom(await startWith('calcom-reset-epoch'), '/v2/me');
    expect(Number(headers.get('x-ratelimit-reset-default'))).toBeGreaterThan(1_700_000_000);
  });

  it('calcom-retry-after adds the header to a 429', async () => {
    const sandbox = await startWith('calcom-retry-after', { perMinute: { calcom: 0 } });
    const { status, headers } = await askCalcom(sandbox, '/v2/me');
    expect(status).toBe(429);
    expect(headers.get('retry-after')).toBe(headers.get('x-ratelimit-reset-default'));
  });
});
