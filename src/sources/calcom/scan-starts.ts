/**
 * Where the scan of a range of bookings starts. Any earlier start answers a later one, because rows are filtered here again. So
 * scans start on days in UTC, whatever the second of the range, and a range continues a scan that is known to reach it.
 */
import { LRUCache } from 'lru-cache';
import { dayStart, type OpenRange } from '../instants.ts';
import { PAGE_CAP } from './booking-bounds.ts';
import type { BookingScan, ScannedPage } from './booking-scan.ts';
import type { BookingConditions } from './client.ts';
import { countWhile } from './page-index.ts';

/** A range with a start. */
export interface RangeToScan {
  readonly from: Date;
  /** In milliseconds since the epoch; infinite if it has no end. */
  readonly toMs: number;
}

/** Where a scan starts, and what of it comes before the range that it is for. */
export interface ScanStart {
  /** In ISO 8601; null for the first booking. */
  readonly from: string | null;
  /** The number of rows that start before the day of the range. */
  readonly rowsBefore: number;
  /** The number of pages without a row of that day or later. */
  readonly pagesBefore: number;
}

/** A scan from the first booking, or from the day of a range. */
export const startOfScan = (range: Pick<OpenRange, 'from'> | null): ScanStart => ({
  from: range?.from ? dayStart(range.from).toISOString() : null,
  rowsBefore: 0,
  pagesBefore: 0,
});

/** What remembers where scans started, for all requests to a source. */
export interface KnownStarts {
  /** The starts of scans with these conditions, the latest scan last. */
  of(conditions: BookingConditions): readonly (string | null)[];
  add(conditions: BookingConditions, from: string | null): void;
}

const NO_STARTS: readonly null[] = [];
/** How many sets of conditions are remembered, and how many starts for each. */
const MOST_CONDITIONS = 500;
const MOST_STARTS = 12;

export function createKnownStarts(): KnownStarts {
  const known = new LRUCache<string, readonly (string | null)[]>({ max: MOST_CONDITIONS });
  const of = (key: string): readonly (string | null)[] => known.get(key) ?? NO_STARTS;
  return {
    of: (conditions) => of(JSON.stringify(conditions)),
    add: (conditions, from) => {
      const key = JSON.stringify(conditions);
      known.set(key, [...of(key).filter((other) => other !== from), from].slice(-MOST_STARTS));
    },
  };
}

/** Thrown by a scan of known pages where the next page would cost a call. One for all: an error takes long to make. */
export const PAGE_UNKNOWN = new Error('the page is not known');

/**
 * The start for a range: that of the scan whose known pages reach furthest, if they reach the day of the range; else that day.
 * `scanKnown` scans the pages that cost no call, and fails with `PAGE_UNKNOWN` at the first other one.
 */
export async function chooseStart(
  range: RangeToScan,
  starts: readonly (string | null)[],
  scanKnown: (from: string | null) => BookingScan,
): Promise<ScanStart> {
  const own = startOfScan(range);
  const day = dayStart(range.from).toISOString();
  const earlier = starts.filter((from) => from === null || from < day);
  if (earlier.length === 0) return own;
  const reaches = await Promise.all([...earlier, own.from].map((from) => reachOf(from, scanKnown(from), range)));
  // Of scans that reach equally far, the one with the fewest rows before the range.
  const [best] = reaches
    .flatMap((reach) => reach ?? [])
    .sort((a, b) => b.endMs - a.endMs || a.start.rowsBefore - b.start.rowsBefore);
  return best?.start ?? own;
}

/**
 * How far the known pages of a scan reach, at most to the end of the range; undefined if they do not reach its day, or show
 * anything that makes them no proof.
 */
async function reachOf(from: string | null, scan: BookingScan, range: RangeToScan) {
  const day = dayStart(range.from);
  let rowsBefore = 0;
  let start: ScanStart | undefined;
  let endMs = Number.NEGATIVE_INFINITY;
  for (let number = 0; endMs < range.toMs; number++) {
    const page = await knownPage(scan, number);
    if (!page) break;
    const { rows, unreadable, isConsistent, startsAscend, isShort, isLast } = page;
    if (!isConsistent || !startsAscend || isShort || unreadable.length > 0) return undefined;
    const lastMs = isLast ? Number.POSITIVE_INFINITY : (rows.at(-1)?.start.getTime() ?? endMs);
    endMs = Math.min(lastMs, range.toMs);
    if (start) continue;
    rowsBefore += countWhile(rows, (booking) => booking.start < day);
    if (endMs >= day.getTime()) start = { from, rowsBefore, pagesBefore: number };
    else if (number === PAGE_CAP) return undefined;
  }
  return start && { start, endMs };
}

async function knownPage(scan: BookingScan, number: number): Promise<ScannedPage | undefined> {
  try {
    return await scan.page(number);
  } catch (error) {
    if (error === PAGE_UNKNOWN) return undefined;
    throw error;
  }
}
