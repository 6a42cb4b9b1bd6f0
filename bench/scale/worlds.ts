/** The sizes of the sandbox that are measured, one dimension after the other, and the works. */
import { WORKS, type WorkRequest } from '../compare/works.ts';

export interface Dimension {
  readonly name: 'people' | 'bookings' | 'periods' | 'actions';
  readonly title: string;
  readonly values: readonly number[];
}

/** What a dimension has while another one is varied. */
const BASE = { people: 20, bookings: 1_000, periods: 10, actions: 30 } as const;

export const DIMENSIONS: readonly Dimension[] = [
  { name: 'people', title: 'people', values: [20, 200, 2_000] },
  { name: 'bookings', title: 'bookings', values: [1_000, 10_000, 100_000] },
  { name: 'periods', title: 'periods', values: [10, 100, 1_000] },
  { name: 'actions', title: 'actions in each week', values: [30, 300, 3_000] },
];

/** The settings of the sandbox in which one dimension has a value. */
export function settingsOf({ name }: Dimension, value: number): Readonly<Record<string, string>> {
  const world = { ...BASE, [name]: value };
  return Object.fromEntries(
    Object.entries(world).map(([dimension, count]) => [`SANDBOX_${dimension.toUpperCase()}`, String(count)]),
  );
}

const WEEK = { from: '2026-03-09T00:00:00Z', to: '2026-03-16T00:00:00Z' };
/** Each returns much the same, whatever the size. */
const FURTHER: readonly WorkRequest[] = [
  {
    name: 'UserBookings',
    title: 'bookings of 20 people',
    query: `query UserBookings($range: DateTimeRange!) {
  users(first: 20) { nodes { name bookings(range: $range, first: 5) { nodes { start title } } } }
}
`,
    variables: { range: WEEK },
  },
  {
    name: 'WeekActions',
    title: '20 actions of a week',
    query: `query WeekActions($range: DateTimeRange!) {
  periods(range: $range, first: 1) { nodes { name actions(first: 20) { nodes { status createdBy { name } } } } }
}
`,
    variables: { range: WEEK },
  },
];

export const SCALE_WORKS: readonly WorkRequest[] = [...WORKS.filter(({ name }) => name !== 'Refetch'), ...FURTHER];
