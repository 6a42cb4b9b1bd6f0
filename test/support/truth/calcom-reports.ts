/** Random worlds of Cal.com: `routedTo`, page by page, and `memberStats`. */
import fc from 'fast-check';
import { startServer } from '../graph.ts';
import { DAY_MS, iso } from './calcom-rows.ts';
import { calcomSettings } from './calcom-settings.ts';
import { ok, startHttpVendor } from './http-vendor.ts';
import { draw, judge, kindOf, type Outcome, type Stage, sumOf } from './kind.ts';

/** A report has at most this many people and this many periods. */
const LIMIT = 100;
/** A Monday. */
const FIRST_DAY_MS = Date.UTC(2026, 0, 5);

interface World {
  readonly people: number;
  readonly every: 'DAY' | 'WEEK' | 'MONTH';
  readonly days: number;
  /** The start of the range within its first day, in milliseconds. */
  readonly startsIn: number;
  readonly search: string | null;
  readonly first: number;
  readonly faults: {
    /** Leaves out a person, and keeps their totals. */
    readonly dropUser?: number;
    readonly dropTotal?: number;
    /** Sends at most this many periods. */
    readonly periods?: number;
    readonly repeat?: 'users' | 'totals';
    /** Sends the first row again, with another figure. */
    readonly differ?: 'users' | 'totals' | 'lists';
    readonly garble?: 'users' | 'totals' | 'lists';
    readonly shuffle?: boolean;
    readonly hide?: 'name' | 'email';
    readonly ignoreSearch?: boolean;
    /** Sends longer top lists. */
    readonly longer?: boolean;
  };
}

const oneOf = <Word extends string>(...words: Word[]) => fc.constantFrom(...words);
const worlds: fc.Arbitrary<World> = fc.record({
  people: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 25 }) }, fc.integer({ min: 98, max: 102 })),
  every: oneOf('DAY', 'WEEK', 'MONTH'),
  days: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 20 }) }, fc.integer({ min: 98, max: 102 })),
  startsIn: fc.integer({ min: 0, max: DAY_MS - 1 }),
  search: fc.option(oneOf('1', 'PERSON 2', 'p3@', 'example', 'no match')),
  first: fc.integer({ min: 12, max: LIMIT }),
  faults: fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    fc.record({ dropUser: fc.nat(25) }),
    fc.record({ dropTotal: fc.nat(100) }),
    fc.record({ periods: fc.nat(20) }),
    fc.record({ repeat: oneOf('users', 'totals') }),
    fc.record({ differ: oneOf('users', 'totals', 'lists') }),
    fc.record({ garble: oneOf('users', 'totals', 'lists') }),
    fc.record({ shuffle: fc.constant(true), longer: fc.boolean() }),
    fc.record({ hide: oneOf('name', 'email') }),
    // Not together with hidden fields: no client could notice it.
    fc.constant({ ignoreSearch: true }),
  ),
});

interface Person {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly totals: readonly number[];
}

const rangeOf = ({ days, startsIn }: World) => ({
  from: iso(FIRST_DAY_MS + startsIn),
  to: iso(FIRST_DAY_MS + startsIn + days * DAY_MS),
});

/** The starts of the periods of the range, in milliseconds since the epoch. */
function periodsOf(world: World): number[] {
  const { from, to } = rangeOf(world);
  const starts = new Set<number>();
  for (let day = FIRST_DAY_MS; day < Date.parse(to); day += DAY_MS) {
    const at = new Date(day);
    if (world.every === 'DAY') starts.add(day);
    else if (world.every === 'WEEK') starts.add(day - ((at.getUTCDay() + 6) % 7) * DAY_MS);
    else starts.add(Date.UTC(at.getUTCFullYear(), at.getUTCMonth()));
  }
  return from < to ? [...starts] : [];
}

function peopleOf(world: World): Person[] {
  const periods = periodsOf(world);
  return Array.from({ length: world.people }, (_, index) => ({
    id: 1 + index,
    name: `Person ${1 + index}`,
    email: `p${1 + index}@example.com`,
    // Each person has at least one booking.
    totals: periods.map((_, period) => ((index * 7 + period * 3) % 5) + (period === 0 ? 1 : 0)),
  }));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
const isFound = ({ name, email }: Person, search: string | null): boolean =>
  search === null || [name, email].some((text) => text.toLowerCase().includes(search.toLowerCase()));
const pictureOf = (id: number): string => `https://pictures.example.com/${id}.png`;

/** The same rows in another order. */
const shuffled = <Row>(rows: readonly Row[]): Row[] =>
  rows
    .map((row, index) => ({ row, place: (index * 7919) % 101 }))
    .sort((a, b) => a.place - b.place)
    .map(({ row }) => row);

/** A list with the faults that any list may have. `change` gives a row another figure. */
function withFaults<Row extends object>(
  rows: readonly Row[],
  what: 'users' | 'totals' | 'lists',
  { repeat, differ, garble, shuffle }: World['faults'],
  change: (row: Row) => Row,
): object[] {
  const [first] = rows;
  return [
    ...(shuffle ? shuffled(rows) : rows),
    ...(repeat === what ? rows.slice(0, 3) : []),
    ...(differ === what && first ? [change(first)] : []),
    ...(garble === what ? [{ id: 'unreadable', userId: [], total: 'many' }] : []),
  ];
}

function routedTo(world: World) {
  const { faults, search } = world;
  const found = peopleOf(world)
    .filter((person) => faults.ignoreSearch || isFound(person, search))
    .slice(0, LIMIT);
  const periods = periodsOf(world).slice(0, Math.min(LIMIT, faults.periods ?? LIMIT));
  const users = found
    .filter((_, index) => index !== faults.dropUser)
    .map(({ id, name, email, totals }) => ({
      id,
      name: faults.hide === 'name' ? null : name,
      email: faults.hide === 'email' ? null : email,
      avatarUrl: pictureOf(id),
      performance: 'median',
      totalBookings: sum(totals),
    }));
  const totals = periods.flatMap((startMs, period) =>
    found.map(({ id, totals }) => ({ userId: id, period_start: iso(startMs), total: totals[period] ?? 0 })),
  );
  const sent = totals.filter((_, index) => index !== faults.dropTotal);
  return {
    users: {
      data: withFaults(users, 'users', faults, (row) => ({ ...row, totalBookings: row.totalBookings + 1 })),
    },
    periodStats: { data: withFaults(sent, 'totals', faults, (row) => ({ ...row, total: row.total + 1 })) },
  };
}

const LISTS = [
  ['mostBookings', 'leastBookings'],
  ['mostCompleted', 'leastCompleted'],
  ['highestRatings', 'lowestRatings'],
] as const;

/** Each person has another figure, so that only one order is right. */
const ranking = (world: World): { readonly id: number; readonly value: number }[] =>
  peopleOf(world).map(({ id }) => ({ id, value: (id * 37) % 1009 }));

function topOf(world: World, isLeast: boolean, length: number) {
  const ranked = ranking(world).sort((a, b) => (isLeast ? a.value - b.value : b.value - a.value));
  return ranked.slice(0, length);
}

function memberStats(world: World) {
  const { faults } = world;
  const list = (isLeast: boolean) => {
    const rows = topOf(world, isLeast, faults.longer ? 14 : 10).map(({ id, value }) => ({
      userId: id,
      user: { id, name: `Person ${id}`, email: `p${id}@example.com`, username: null, avatarUrl: pictureOf(id) },
      emailMd5: null,
      count: value,
    }));
    return withFaults(rows, 'lists', faults, (row) => ({ ...row, count: row.count + 1 }));
  };
  const pairs = LISTS.map(([most, least]) => ({ [most]: list(false), [least]: list(true) }));
  return Object.assign({ mostCancelled: [], mostNoShow: [] }, ...pairs);
}

const ROUTED_TO = `query ($range: DateTimeRange!, $every: RoutingPeriod!, $search: String, $first: Int, $after: String) {
  routedTo(range: $range, every: $every, search: $search, first: $first, after: $after) {
    complete totalCount pageInfo { hasNextPage endCursor }
    users { avatarUrl total series { start total } }
  }
}`;
const MEMBER_STATS = `{ memberStats(timeZone: "UTC") {
  ${LISTS.flat()
    .map((list) => `${list} { avatarUrl value }`)
    .join(' ')}
} }`;

interface RoutedUser {
  readonly avatarUrl: string;
  readonly total: number;
  readonly series: readonly { readonly start: string; readonly total: number }[];
}
type Server = Awaited<ReturnType<typeof startServer>>;

async function judgeRoutedTo(server: Server, world: World): Promise<Outcome> {
  const { every, search, first } = world;
  const users: RoutedUser[] = [];
  const pages: { complete: boolean; totalCount: number | null }[] = [];
  for (let after: string | null = null; ; ) {
    const variables: object = { range: rangeOf(world), every, search, first, after };
    const { data } = await server.ask(ROUTED_TO, variables);
    if (data.routedTo === null) return judge(null, []);
    pages.push(data.routedTo);
    users.push(...data.routedTo.users);
    if (!data.routedTo.pageInfo.hasNextPage) break;
    after = data.routedTo.pageInfo.endCursor;
  }
  const [{ complete = false, totalCount: total = null } = {}] = pages;
  const truth = peopleOf(world).filter((person) => isFound(person, search));
  const periods = periodsOf(world).map(iso);
  const people = judge(
    { what: 'routedTo', total, complete, rows: users.map(({ avatarUrl }) => avatarUrl) },
    truth.map(({ id }) => pictureOf(id)),
  );
  // A report that is not complete may show the wrong one of two rows that differ.
  if (!complete) return people;
  const shown = users.map(({ avatarUrl, total, series }) => JSON.stringify([avatarUrl, total, series]));
  const known = truth.map(({ id, totals }) => {
    const series = periods.map((start, index) => ({ start, total: totals[index] }));
    return JSON.stringify([pictureOf(id), sum(totals), series]);
  });
  return sumOf([people, judge({ what: 'routedTo with figures', total, complete, rows: shown }, known)]);
}

async function judgeMemberStats(server: Server, world: World): Promise<Outcome> {
  const { data, errors = [] } = await server.ask(MEMBER_STATS);
  if (data.memberStats === null) return judge(null, []);
  const failed = new Set(errors.map(({ path }) => path?.[1]));
  const outcomes = LISTS.flat().map((list) => {
    const shown: { avatarUrl: string; value: number }[] = data.memberStats[list];
    const isLeast = list.startsWith('l');
    const known = topOf(world, isLeast, 10).map(({ id, value }) => `${pictureOf(id)} ${value}`);
    const rows = shown.map(({ avatarUrl, value }) => `${avatarUrl} ${value}`);
    const complete = !failed.has(list);
    const isInOrder = rows.every((row, place) => row === known[place]);
    const outcome = judge({ what: list, total: complete ? rows.length : null, complete, rows }, known);
    return isInOrder ? outcome : { ...outcome, violations: [...outcome.violations, `${list}: in another order`] };
  });
  return sumOf(outcomes);
}

async function open(): Promise<Stage> {
  let world = draw(worlds, 0);
  const vendor = await startHttpVendor(({ pathname }) => {
    if (pathname.endsWith('/routed-to-per-period')) return ok({ status: 'success', data: routedTo(world) });
    if (pathname.endsWith('/members')) return ok({ status: 'success', data: memberStats(world) });
    return ok({ status: 'success', data: [] });
  });
  const server = await startServer(calcomSettings(vendor.url));
  return {
    run: async (seed) => {
      world = draw(worlds, seed);
      return sumOf([await judgeRoutedTo(server, world), await judgeMemberStats(server, world)]);
    },
    close: async () => {
      await server.close();
      await vendor.close();
    },
  };
}

export const calcomReports = kindOf('Cal.com reports', open);
