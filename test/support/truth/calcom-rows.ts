/** Invented bookings of Cal.com. */
import type { Faults, Row, World } from './calcom-vendor.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const NOW_MS = Date.UTC(2026, 2, 18, 12);
export const iso = (ms: number): string => new Date(ms).toISOString();
export const ANN = 'ann@example.com';
const TYPES = [
  { id: 10, slug: 'intro' },
  { id: 11, slug: 'review' },
  { id: 12, slug: 'managed', managed: true },
];

/** A booking of one hour. Index and start make it different from others. */
export const rowAt = (index: number, startMs: number, more: Partial<Row> = {}): Row => ({
  uid: `b${String(index).padStart(4, '0')}`,
  startMs,
  status: 'accepted',
  createdMs: startMs - DAY_MS,
  updatedMs: null,
  hostId: 1 + (index % 3),
  email: index % 5 === 0 ? ANN : `guest${index}@example.org`,
  typeId: 10 + (index % 2),
  ...more,
});
/** Bookings every three hours, the last three hours before now. */
export const hourly = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => rowAt(index, NOW_MS - (count - index) * 3 * HOUR_MS));
/** A world with these bookings, three hosts and three event types. */
export const world = (rows: readonly Row[], faults: Faults = {}): World => ({
  nowMs: NOW_MS,
  rows,
  types: TYPES,
  members: [1, 2, 3].map((userId) => ({ userId, name: `Host ${userId}` })),
  faults,
});
