/** The sandbox with a clock that runs: what its vendors answer at many instants, and that they keep to their own rules. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox, type World } from '../../sandbox/index.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, mondayOf, toIso, WEEK_MS } from '../../sandbox/time.ts';
import { type BookingRow, listBookings } from '../support/sandbox/calcom-rows.ts';
import { rowsOf } from '../support/sandbox/saleshandy-rows.ts';
import { askAlo } from '../support/sandbox/start.ts';

interface PeriodRow {
  readonly id: number;
  readonly name: string;
  readonly start_date: string;
  readonly end_date: string;
  readonly created_at: string;
  readonly updated_at: string;
}

interface ActionRow {
  readonly actionId: number;
  readonly status: string;
  readonly createdTime: string;
  readonly assignedTime: string | null;
  readonly doingTime: string | null;
  readonly closedTime: string | null;
  readonly assignedUserNames: readonly string[];
}

interface Clock {
  nowMs: number;
}

async function withSandbox(clock: Clock, look: (sandbox: Sandbox) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox({ now: () => clock.nowMs });
  try {
    await look(sandbox);
  } finally {
    await sandbox.close();
  }
}

const bookingsOf = async (sandbox: Sandbox, query: Record<string, string> = {}): Promise<BookingRow[]> => {
  const pages = ['0', '250'].map((skip) => listBookings(sandbox, { ...query, take: '250', skip }));
  return (await Promise.all(pages)).flatMap(({ data }) => data);
};

const periodsOf = async (sandbox: Sandbox): Promise<PeriodRow[]> =>
  (await askAlo<{ periods: PeriodRow[] }>(sandbox, '/periods')).body.periods;

const actionsIn = async (sandbox: Sandbox, { id }: PeriodRow): Promise<ActionRow[]> =>
  (await askAlo<{ actions: ActionRow[] }>(sandbox, `/periods/${id}/actions`)).body.actions;

const outreach = (sandbox: Sandbox, fromMs: number, toMs: number) =>
  rowsOf(sandbox, { startDate: withOffset(fromMs), endDate: withOffset(toMs) });

const withOffset = (ms: number): string => toIso(ms).replace('Z', '+00:00');

const isIn = (time: string, fromMs: number, toMs: number): boolean =>
  Date.parse(time) >= fromMs && Date.parse(time) < toMs;

/** The rules of the three vendors, as of `nowMs`. */
async function expectRules(sandbox: Sandbox, nowMs: number): Promise<void> {
  const all = await bookingsOf(sandbox);
  const isOver = ({ end }: BookingRow) => Date.parse(end) <= nowMs;
  for (const { createdAt, updatedAt } of all) {
    expect(Date.parse(createdAt)).toBeLessThanOrEqual(nowMs);
    expect(Date.parse(updatedAt ?? createdAt)).toBeLessThanOrEqual(nowMs);
  }
  expect(all.filter((row) => (row.rating ?? null) !== null || row.absentHost === true).every(isOver)).toBe(true);
  const [upcoming, past] = [
    await bookingsOf(sandbox, { status: 'upcoming' }),
    await bookingsOf(sandbox, { status: 'past' }),
  ];
  expect(upcoming.every(({ end }) => Date.parse(end) >= nowMs)).toBe(true);
  expect(past.every(isOver)).toBe(true);
  const accepted = all.filter(({ status }) => status === 'accepted').map(({ uid }) => uid);
  expect(new Set(accepted)).toEqual(
    new Set([...upcoming, ...past].map(({ uid }) => uid).filter((uid) => accepted.includes(uid))),
  );

  for (const period of await periodsOf(sandbox)) {
    expect(Math.max(Date.parse(period.created_at), Date.parse(period.updated_at))).toBeLessThanOrEqual(nowMs);
    for (const action of await actionsIn(sandbox, period)) {
      const { status, createdTime, assignedTime, doingTime, closedTime, assignedUserNames } = action;
      expect(isIn(createdTime, Date.parse(period.start_date), Date.parse(period.end_date))).toBe(true);
      for (const time of [createdTime, assignedTime, doingTime, closedTime]) {
        if (time !== null) expect(Date.parse(time)).toBeLessThanOrEqual(nowMs);
      }
      expect(closedTime !== null).toBe(/^(completed|cancell?ed)$/i.test(status));
      if (/^doing$/i.test(status)) expect(doingTime).not.toBeNull();
      if (status === 'Open') expect([assignedTime, doingTime]).toEqual([null, null]);
      if (assignedTime === null && closedTime === null) expect(assignedUserNames).toEqual([]);
    }
  }

  const tomorrow = await outreach(sandbox, nowMs + 1, nowMs + 30 * DAY_MS);
  expect(tomorrow.every(({ prospectAdded, opened }) => prospectAdded === 0 && opened === 0)).toBe(true);
}

/** What a screen about this time shows is not empty. */
async function expectLife(sandbox: Sandbox, nowMs: number): Promise<void> {
  const starts = (await bookingsOf(sandbox)).map(({ start }) => start);
  const startsIn = (fromMs: number, toMs: number) => starts.filter((start) => isIn(start, fromMs, toMs));
  const monday = mondayOf(nowMs);
  for (const week of [-1, 0, 1]) {
    const [from, to] = [monday + week * WEEK_MS, monday + (week + 1) * WEEK_MS];
    expect(startsIn(from, to).length).toBeGreaterThan(15);
    const onWeekend = startsIn(from + 5 * DAY_MS, to).length;
    expect(onWeekend).toBeLessThan(startsIn(from, to).length / 5);
    for (let day = 0; day < 5; day++) {
      expect(startsIn(from + day * DAY_MS, from + (day + 1) * DAY_MS).length).toBeGreaterThan(0);
    }
  }
  expect(startsIn(nowMs - 7 * DAY_MS, nowMs).length).toBeGreaterThan(15);
  expect(startsIn(nowMs, nowMs + 7 * DAY_MS).length).toBeGreaterThan(15);

  const periods = await periodsOf(sandbox);
  const running = periods.filter(
    ({ start_date, end_date }) =>
      Date.parse(start_date) === monday && isIn(toIso(nowMs), Date.parse(start_date), Date.parse(end_date)),
  );
  expect(running).toHaveLength(1);
  const actions = (await Promise.all(periods.map((period) => actionsIn(sandbox, period)))).flat();
  const madeIn = (fromMs: number, toMs: number) =>
    actions.filter(({ createdTime }) => isIn(createdTime, fromMs, toMs)).length;
  expect(madeIn(nowMs - 7 * DAY_MS, nowMs)).toBeGreaterThan(10);
  // In its first hour a week may still be quiet.
  if (nowMs >= monday + HOUR_MS) expect(madeIn(monday, nowMs + 1)).toBeGreaterThan(0);
  const added = (await outreach(sandbox, nowMs - 7 * DAY_MS, nowMs)).map(({ prospectAdded }) => prospectAdded);
  expect(added.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(20);
}

const INSTANTS = [
  ['a Monday at midnight', '2026-11-30T00:00:00.000Z'],
  ['a Monday morning', '2026-11-30T08:15:00Z'],
  ['the last moment of a Sunday', '2026-11-29T23:59:59.999Z'],
  ['a Saturday', '2026-08-01T15:00:00Z'],
  ['the start of summer time in Europe', '2026-03-29T00:59:00Z'],
  ['the end of summer time in Europe', '2026-10-25T01:30:00Z'],
  ['the start of summer time in America', '2027-03-14T07:00:00Z'],
  ['the last evening of a year', '2026-12-31T23:30:00Z'],
  ['the first minute of a year', '2027-01-01T00:00:30Z'],
  ['a leap day', '2028-02-29T12:00:00Z'],
  ['the day after a leap day', '2028-03-01T00:00:00Z'],
  ['a year of 53 weeks', '2032-12-30T10:00:00Z'],
  ['the year 2030', '2030-06-15T17:45:00Z'],
] as const;

describe('the sandbox of now', () => {
  it.each(INSTANTS)('keeps to its rules and is full of life on %s', async (_, instant) => {
    const clock = { nowMs: Date.parse(instant) };
    await withSandbox(clock, async (sandbox) => {
      expect(sandbox.now).toEqual(new Date(instant));
      await expectRules(sandbox, clock.nowMs);
      await expectLife(sandbox, clock.nowMs);
    });
  });

  it('keeps to its rules and is full of life at any instant', async () => {
    const instants = fc.date({
      min: new Date('2024-06-01T00:00:00Z'),
      max: new Date('2040-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    await fc.assert(
      fc.asyncProperty(instants, async (instant) => {
        const nowMs = instant.getTime();
        await withSandbox({ nowMs }, async (sandbox) => {
          await expectRules(sandbox, nowMs);
          await expectLife(sandbox, nowMs);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('has most meetings in the middle of the week, fewer on Mondays and Fridays, and hardly any on weekends', async () => {
    for (const [, instant] of INSTANTS) {
      await withSandbox({ nowMs: Date.parse(instant) }, async (sandbox) => {
        const counts = [0, 0, 0, 0, 0, 0, 0];
        for (const { start } of await bookingsOf(sandbox)) {
          const weekday = new Date(start).getUTCDay();
          counts[weekday] = (counts[weekday] ?? 0) + 1;
        }
        const [sunday = 0, monday = 0, tuesday = 0, wednesday = 0, thursday = 0, friday = 0, saturday = 0] = counts;
        expect(Math.min(tuesday, wednesday, thursday)).toBeGreaterThan(Math.max(monday, friday));
        expect(Math.min(monday, friday)).toBeGreaterThan(4 * (saturday + sunday));
      });
    }
  });

  it('is the same after a restart on the same day in UTC, and another on the next day', async () => {
    const day = Date.parse('2026-11-26T00:00:00Z');
    const worlds: World[] = [];
    for (const nowMs of [day, day + 9 * HOUR_MS + 1, day + DAY_MS - 1, day + DAY_MS]) {
      await withSandbox({ nowMs }, async ({ world }) => {
        worlds.push(world);
      });
    }
    const [first, second, third, next] = worlds;
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    expect(next).not.toEqual(first);
  });

  it('goes on across midnights: what was said stays said, meetings pass, actions and outreach come', async () => {
    // A Friday.
    const clock = { nowMs: Date.parse('2026-11-27T23:50:00Z') };
    await withSandbox(clock, async (sandbox) => {
      const pastCount = async () => (await bookingsOf(sandbox, { status: 'past' })).length;
      const [bookings, first, pastAtFirst] = [await bookingsOf(sandbox), await allActions(sandbox), await pastCount()];
      let actions = first;
      // Past the next Monday, and the one after.
      for (const stepMs of [11 * MINUTE_MS, DAY_MS, 2 * DAY_MS, 7 * DAY_MS]) {
        clock.nowMs += stepMs;
        await expectRules(sandbox, clock.nowMs);
        const later = await allActions(sandbox);
        for (const { actionId, createdTime, closedTime } of actions) {
          const same = later.find((action) => action.actionId === actionId);
          expect(same).toMatchObject({ createdTime, ...(closedTime === null ? {} : { closedTime }) });
        }
        actions = later;
        expect(await bookingsOf(sandbox)).toEqual(bookings);
      }
      expect(actions.length).toBeGreaterThan(first.length + 20);
      expect(await pastCount()).toBeGreaterThan(pastAtFirst + 20);
      const added = (await outreach(sandbox, clock.nowMs - 7 * DAY_MS, clock.nowMs)).map((row) => row.prospectAdded);
      expect(added.some((count) => count > 0)).toBe(true);
    });
  });
});

async function allActions(sandbox: Sandbox): Promise<ActionRow[]> {
  const periods = await periodsOf(sandbox);
  return (await Promise.all(periods.map((period) => actionsIn(sandbox, period)))).flat();
}
