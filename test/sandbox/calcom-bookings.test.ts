import { describe, expect, it } from 'vitest';
import { BOOKINGS, bookingOf, type Failure, listBookings, uidsOf } from '../support/sandbox/calcom-rows.ts';
import { askCalcom, start } from '../support/sandbox/start.ts';

const WEEK = { afterStart: '2026-03-09T00:00:00.000Z', beforeEnd: '2026-03-16T00:00:00.000Z' };
const NOW = '2026-03-18T12:00:00.000Z';

describe('the list of bookings', () => {
  it('shows the team only, a hundred at a time, by start', async () => {
    const sandbox = await start();
    const { data, pagination } = await listBookings(sandbox);
    const total = sandbox.world.calcom.bookings.filter(({ teamId }) => teamId === 4210).length;
    expect(data.map(({ start }) => start)).toEqual(data.map(({ start }) => start).sort());
    expect(data).toHaveLength(100);
    expect(pagination).toEqual({
      totalItems: total,
      remainingItems: total - 100,
      returnedItems: 100,
      itemsPerPage: 100,
      currentPage: 1,
      totalPages: Math.ceil(total / 100),
      hasNextPage: true,
      hasPreviousPage: false,
    });
  });

  it('gives each booking once over its pages', async () => {
    const sandbox = await start();
    const first = await listBookings(sandbox, { take: '250' });
    const second = await listBookings(sandbox, { take: '250', skip: '250' });
    const uids = [...first.data, ...second.data].map(({ uid }) => uid);
    expect(new Set(uids).size).toBe(first.pagination.totalItems);
    expect(second.pagination).toMatchObject({ currentPage: 2, hasNextPage: false, hasPreviousPage: true });
  });

  it('says page 0 of 0 where there is nothing, and stays on the last page past the end', async () => {
    const sandbox = await start();
    const nothing = await listBookings(sandbox, { attendeeName: 'Nobody' });
    const past = await listBookings(sandbox, { take: '250', skip: '5000' });
    expect(nothing.pagination).toMatchObject({ totalItems: 0, totalPages: 0, currentPage: 0, remainingItems: 0 });
    expect(past.pagination).toMatchObject({ currentPage: 2, totalPages: 2, returnedItems: 0, hasNextPage: false });
  });

  it('selects by containment, both ends included', async () => {
    const sandbox = await start();
    const { landmarks } = sandbox.world;
    const uids = await uidsOf(sandbox, { ...WEEK, take: '250' });
    expect(uids).toContain(landmarks.endsAtMonday);
    expect(uids).not.toContain(landmarks.startsAtMonday);
    expect(uids).not.toContain(landmarks.straddlesMonday);
    expect(await uidsOf(sandbox, { afterStart: WEEK.beforeEnd, take: '250' })).toContain(landmarks.startsAtMonday);
  });

  it('takes a date without an offset as UTC', async () => {
    const sandbox = await start();
    expect(await uidsOf(sandbox, { afterStart: '2026-03-09', beforeEnd: '2026-03-16T00:00' })).toEqual(
      await uidsOf(sandbox, WEEK),
    );
  });

  it('selects by when bookings were made and changed', async () => {
    const sandbox = await start();
    const made = await listBookings(sandbox, { afterCreatedAt: '2026-03-01', beforeCreatedAt: NOW, take: '250' });
    const changed = await listBookings(sandbox, { afterUpdatedAt: '2026-03-01', take: '250' });
    expect(made.data.length).toBeGreaterThan(0);
    expect(made.data.every(({ createdAt }) => createdAt >= '2026-03-01' && createdAt <= NOW)).toBe(true);
    expect(changed.data.length).toBeGreaterThan(0);
    expect(changed.data.every(({ updatedAt }) => updatedAt !== null && updatedAt >= '2026-03-01')).toBe(true);
  });

  it('matches attendees exactly and repairs a + that was not escaped', async () => {
    const sandbox = await start();
    const { plusInEmail, seated } = sandbox.world.landmarks;
    const email = 'dana.whitfield+trial@example.com';
    expect((await uidsOf(sandbox, { attendeeEmail: email })).sort()).toEqual([plusInEmail, seated].sort());
    const unescaped = await askCalcom<{ data: unknown[] }>(sandbox, `${BOOKINGS}?attendeeEmail=${email}`);
    expect(unescaped.body.data).toHaveLength(2);
    expect(await uidsOf(sandbox, { attendeeEmail: email.toUpperCase() })).toEqual([]);
    expect(await uidsOf(sandbox, { attendeeName: ' Dana Whitfield ' })).toHaveLength(2);
    expect(await uidsOf(sandbox, { attendeeName: 'Dana' })).toEqual([]);
  });

  it('finds the copies of a managed event type under its own id, and refuses an unknown one', async () => {
    const sandbox = await start();
    const { data } = await listBookings(sandbox, { eventTypeIds: '505' });
    expect(data.length).toBeGreaterThan(0);
    expect(data.every(({ eventType }) => eventType?.slug === 'office-hours' && eventType.id !== 505)).toBe(true);
    expect(await uidsOf(sandbox, { eventTypeId: '553' })).toContain(sandbox.world.landmarks.managedChild);
    const refused = await askCalcom<Failure>(sandbox, `${BOOKINGS}?eventTypeIds=501,999`);
    expect(refused.status).toBe(400);
    expect(refused.body.error).toEqual({
      code: 'TRPCError',
      message: 'Bad request: Please check your request data and try again',
    });
  });

  it('drops parameters it does not know', async () => {
    const sandbox = await start();
    expect(await uidsOf(sandbox, { ...WEEK, hostIds: '1', cursor: 'x' })).toEqual(await uidsOf(sandbox, WEEK));
  });
});

describe('a status', () => {
  it.each([
    ['upcoming', (status: string, end: string) => end >= NOW && !['cancelled', 'rejected'].includes(status)],
    ['past', (status: string, end: string) => end <= NOW && !['cancelled', 'rejected'].includes(status)],
    ['cancelled', (status: string) => ['cancelled', 'rejected'].includes(status)],
    ['unconfirmed', (status: string, end: string) => end >= NOW && status === 'pending'],
  ])('"%s" means what the vendor means', async (status, isMeant) => {
    const { data } = await listBookings(await start(), { status, take: '250' });
    expect(data.length).toBeGreaterThan(0);
    expect(data.every((row) => isMeant(row.status, row.end))).toBe(true);
  });

  it('"recurring" means what is ahead of a series, and several are one or the other', async () => {
    const sandbox = await start();
    const recurring = await listBookings(sandbox, { status: 'recurring', take: '250' });
    const upcoming = await uidsOf(sandbox, { status: 'upcoming', take: '250' });
    const cancelled = await uidsOf(sandbox, { status: 'cancelled', take: '250' });
    const both = await uidsOf(sandbox, { status: 'upcoming,cancelled', take: '250' });
    expect(recurring.data.every((row) => row.recurringBookingUid !== undefined && row.end >= NOW)).toBe(true);
    expect(both.toSorted()).toEqual([...upcoming, ...cancelled].sort());
  });
});

describe('the order', () => {
  it.each([
    [{ status: 'past' }, 'start', -1],
    [{ status: 'cancelled' }, 'start', -1],
    [{ status: 'upcoming' }, 'start', 1],
    [{ status: 'past,cancelled' }, 'start', 1],
    [{ sortEnd: 'desc', sortCreated: 'asc' }, 'end', -1],
    [{ sortCreated: 'desc', sortUpdatedAt: 'asc' }, 'createdAt', -1],
    [{ sortUpdatedAt: 'asc', ...WEEK }, 'updatedAt', 1],
  ] as const)('of %o is by %s', async (query, key, sign) => {
    const { data } = await listBookings(await start(), { take: '250', ...query });
    const values = data.flatMap((row) => row[key] ?? []);
    const sorted = values.toSorted();
    expect(values).toEqual(sign === 1 ? sorted : sorted.reverse());
  });
});

describe('a malformed request', () => {
  it.each([
    [{ status: 'done' }, 'status', 'Invalid status. Allowed are upcoming, recurring, past, cancelled, unconfirmed'],
    [{ afterStart: 'yesterday' }, 'afterStart', 'fromDate must be a valid ISO 8601 date.'],
    [{ beforeEnd: '2026-02-30' }, 'beforeEnd', 'toDate must be a valid ISO 8601 date.'],
    [{ take: '251' }, 'take', 'take must not be greater than 250'],
    [{ take: '0' }, 'take', 'take must not be less than 1'],
    [{ skip: '-1' }, 'skip', 'skip must not be less than 0'],
    [{ sortStart: 'up' }, 'sortStart', 'sortStart must be one of the following values: asc, desc'],
  ])('such as %o is 400, named in the details', async (query, property, message) => {
    const { status, body } = await askCalcom<Failure>(await start(), `${BOOKINGS}?${new URLSearchParams(query)}`);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: 'BadRequestException', message: 'Bad Request Exception' });
    const [error] = body.error.details?.errors ?? [];
    expect(error?.property).toBe(property);
    expect(Object.values(error?.constraints ?? {})).toContain(message);
  });
});

describe('a row', () => {
  it('of a single booking has guests and answers; of a series its uid; of a seated one seats', async () => {
    const sandbox = await start();
    const { landmarks } = sandbox.world;
    const single = await bookingOf(sandbox, landmarks.startsAtMonday);
    const recurring = await bookingOf(sandbox, landmarks.recurring);
    const seated = await bookingOf(sandbox, landmarks.seated);
    const both = await bookingOf(sandbox, landmarks.recurringSeated);
    expect(single).toMatchObject({ cancellationReason: '', cancelledByEmail: '', rescheduledByEmail: null });
    for (const row of [single, recurring]) expect(row).toHaveProperty('bookingFieldsResponses');
    for (const row of [recurring, both]) expect(row.recurringBookingUid).toMatch(/^\w{22}$/);
    for (const row of [seated, both]) {
      for (const name of ['guests', 'bookingFieldsResponses', 'cancelledByEmail']) expect(row).not.toHaveProperty(name);
      expect(row.attendees.every(({ seatUid }) => seatUid !== undefined)).toBe(true);
    }
  });

  it('tells the deleted organizer, event type and description as they are', async () => {
    const sandbox = await start();
    const { landmarks } = sandbox.world;
    const orphan = await bookingOf(sandbox, landmarks.deletedOrganizer);
    expect(orphan.hosts).toEqual([
      { id: 'unknown', name: 'unknown', email: 'unknown', displayEmail: 'unknown', username: 'unknown' },
    ]);
    expect(await bookingOf(sandbox, landmarks.deletedEventType)).toMatchObject({ eventType: null, eventTypeId: null });
    expect((await bookingOf(sandbox, landmarks.noDescription)).description).toBeNull();
    expect(await bookingOf(sandbox, landmarks.noLocation)).toMatchObject({ location: null, meetingUrl: null });
    expect((await bookingOf(sandbox, landmarks.hostWhoLeft)).hosts[0]).toMatchObject({ id: 1016, name: 'Victor Hale' });
  });

  it('tells what was moved, cancelled, rated and missed', async () => {
    const sandbox = await start();
    const { landmarks } = sandbox.world;
    const from = await bookingOf(sandbox, landmarks.rescheduledFrom);
    const to = await bookingOf(sandbox, landmarks.rescheduledTo);
    expect(from).toMatchObject({ status: 'cancelled', cancellationReason: '', rescheduledToUid: to.uid });
    expect(to).toMatchObject({ rescheduledFromUid: from.uid, reschedulingReason: 'The train was late' });
    expect(await bookingOf(sandbox, landmarks.cancelled)).toMatchObject({ cancellationReason: 'Illness' });
    expect(await bookingOf(sandbox, landmarks.rated)).toMatchObject({ rating: 4, absentHost: false });
    expect(await bookingOf(sandbox, landmarks.hostDidNotShow)).toMatchObject({ rating: null, absentHost: true });
  });
});

it('a page of a large world is as any other', async () => {
  const sandbox = await start({ size: 'large' });
  const { data, pagination } = await listBookings(sandbox, { ...WEEK, take: '250', skip: '250' });
  expect(data).toHaveLength(250);
  expect(pagination.totalItems).toBeGreaterThan(1000);
  expect(data.every((row) => row.start >= WEEK.afterStart && row.end <= WEEK.beforeEnd)).toBe(true);
});
