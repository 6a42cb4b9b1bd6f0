/** The works of the comparison: the requests that every server answers, and what it has to answer. */
import { findBookings } from '../../test/oracle/bookings.ts';
import { example } from '../../test/oracle/examples.ts';
import { globalId, ORACLE, type Variables, type Vendors } from '../../test/oracle/index.ts';

/** A request that a server answers. */
export interface WorkRequest {
  /** The name of its operation. */
  readonly name: string;
  readonly title: string;
  readonly query: string;
  readonly variables: object;
}

export interface Work extends WorkRequest {
  /** The data of a right answer, made independently of every server. */
  readonly expected: (vendors: Vendors) => Promise<object>;
}

/** The last whole week and the quarter of the sandbox, for which it is Wednesday, 18 March 2026. */
const WEEK = { from: '2026-03-09T00:00:00Z', to: '2026-03-16T00:00:00Z' };
const QUARTER = { from: '2026-01-01T00:00:00Z', to: '2026-04-01T00:00:00Z' };
/** ALO's number of the period that is this week. */
const WEEK_PERIOD = 305;

export const WORKS: readonly Work[] = [
  canonical('TeamDashboard', 'dashboard', '01-team-dashboard', { range: WEEK }),
  canonical('BookingList', '100 bookings', '02-booking-list', { filter: { range: QUARTER }, first: 100 }),
  canonical('Refetch', 'one period', '09-refetch', { ids: [globalId('Period', WEEK_PERIOD)] }),
  {
    name: 'Counts',
    title: 'counts',
    query: `query Counts($range: DateTimeRange!) {
  all: bookings(filter: { range: $range }, first: 1) { totalCount }
  past: bookings(filter: { range: $range, status: [PAST] }, first: 1) { totalCount }
  cancelled: bookings(filter: { range: $range, status: [CANCELLED] }, first: 1) { totalCount }
  unconfirmed: bookings(filter: { range: $range, status: [UNCONFIRMED] }, first: 1) { totalCount }
  periods(range: $range, first: 1) { totalCount }
  users(first: 1) { totalCount }
}
`,
    variables: { range: WEEK },
    expected: countsOfWeek,
  },
];

function canonical(name: string, title: string, file: keyof typeof ORACLE, variables: Variables): Work {
  return { name, title, query: example(file), variables, expected: (vendors) => ORACLE[file](vendors, variables) };
}

async function countsOfWeek(vendors: Vendors): Promise<object> {
  const count = async (status?: string[]) => ({
    totalCount: (await findBookings(vendors, { range: WEEK, status })).length,
  });
  const overlapping = (await vendors.periods()).filter(
    ({ start_date, end_date }) =>
      Date.parse(start_date) < Date.parse(WEEK.to) &&
      (end_date === null || Date.parse(end_date) > Date.parse(WEEK.from)),
  );
  return {
    all: await count(),
    past: await count(['PAST']),
    cancelled: await count(['CANCELLED']),
    unconfirmed: await count(['UNCONFIRMED']),
    periods: { totalCount: overlapping.length },
    users: { totalCount: (await ORACLE['08-users'](vendors, {})).users.totalCount },
  };
}

/** The body of the request for a work. */
export const bodyOf = ({ name, query, variables }: WorkRequest): string =>
  JSON.stringify({ operationName: name, query, variables });
