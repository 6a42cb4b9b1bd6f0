/** The pages of a scan up to one of them, with what they show for the lists of all hosts. */
import { type Awaitable, whenReady } from '../../time/ready.ts';
import type { OpenRange } from '../instants.ts';
import { knownPages, PAGE_CAP } from './booking-bounds.ts';
import type { Verdict } from './booking-filter.ts';
import type { BookingScan, ScannedPage } from './booking-scan.ts';
import type { Booking } from './model.ts';

export interface BookingRunsOptions {
  /** The scan that starts after `skip` rows of Cal.com's list; the same scan for the same number. */
  scanFrom(skip: number): BookingScan;
  readonly pageSize: number;
  /** See `judgeOf`. */
  judge(booking: Booking, isOfTypes: boolean): Verdict;
  /** Only bookings that start in this range, if the pages come by ascending start. */
  readonly range?: OpenRange | null;
  /** See `totalsAreExact`. */
  readonly totalsAreExact: boolean;
  /** The pages before the first one that reaches the range. They do not count for the page cap. */
  readonly pagesBefore?: number;
}

/** The pages of a scan up to one of them, for the lists of all hosts. */
export interface Run {
  readonly scan: BookingScan;
  /** The number of rows of Cal.com's list before the first page. */
  readonly skip: number;
  readonly pages: readonly ScannedPage[];
  /** A row with an unknown host may belong to any list. */
  readonly mayHideRows: boolean;
  /** The last page goes beyond the range. */
  readonly isBeyond: boolean;
  readonly unreadable: readonly number[];
  /** TRUNCATED: the page cap was reached, and Cal.com says that there is more. */
  readonly end: 'OPEN' | 'ENDED' | 'TRUNCATED';
  /** The run with one more page, once a list needs it. */
  next?: Run;
}

export interface BookingRuns {
  /** The run without a page that starts after this many rows. */
  startAt(skip: number): Run;
  /** The run with one more page. Asks the scan each time, so that the read counts for each field that needs it. */
  readOn(run: Run): Awaitable<Run>;
  /** Reads all further pages at once, as far as the first one has shown how many there are. */
  readAhead(run: Run): void;
  /** Whether Cal.com's total says that the list has more pages than may be read. */
  isBeyondCap(run: Run): boolean;
}

/** Reads nothing before the first `readOn`. */
export function createBookingRuns(options: BookingRunsOptions): BookingRuns {
  const { pageSize, judge, range = null, pagesBefore = 0 } = options;
  const canCount = options.totalsAreExact && range === null;
  const starts = new Map<number, Run>();
  return { startAt, readOn, readAhead, isBeyondCap };

  function startAt(skip: number): Run {
    const run = starts.get(skip) ?? { ...NOTHING_READ, skip, scan: options.scanFrom(skip) };
    starts.set(skip, run);
    return run;
  }

  function readOn(run: Run): Awaitable<Run> {
    return whenReady(run.scan.page(run.pages.length), (page) => {
      run.next ??= page ? withPage(run, page) : { ...run, end: 'ENDED' };
      return run.next;
    });
  }

  function withPage({ scan, skip, pages: before, ...run }: Run, page: ScannedPage): Run {
    const pages = [...before, page];
    const last = page.rows.at(-1);
    const isBeyond = last !== undefined && page.startsAscend && isBeyondRange(last);
    // After a short page one more page is read: if a row is missing, it starts with a row that was already read.
    const isEnd = page.isLast || (isBeyond && (run.isBeyond || !page.isShort));
    const mayBelong = (booking: Booking): boolean =>
      !isBeyondRange(booking) && !['OUT', 'IGNORED'].includes(judge(booking, page.isOfTypes));
    return {
      ...{ scan, skip, pages, isBeyond },
      mayHideRows: run.mayHideRows || page.rowsOfUnknownHosts().some(mayBelong),
      unreadable: [...run.unreadable, ...page.unreadable],
      end: isEnd ? 'ENDED' : pages.length === capOf(skip) ? 'TRUNCATED' : 'OPEN',
    };
  }

  function capOf(skip: number): number {
    return PAGE_CAP + (skip === 0 ? pagesBefore : 0);
  }

  function isBeyondRange({ start }: Booking): boolean {
    return range?.to ? start.getTime() >= range.to.getTime() : false;
  }

  function readAhead({ scan, skip, pages, end }: Run): void {
    const [first, second] = pages;
    if (!canCount || skip > 0 || !first || second || end !== 'OPEN' || first.isShort || !first.isConsistent) return;
    scan.readAhead(knownPages(first.totalItems, first.end));
  }

  function isBeyondCap({ skip, pages }: Run): boolean {
    const last = pages.at(-1);
    if (!canCount || !last) return false;
    const pagesLeft = Math.max(0, capOf(skip) - pages.length);
    return last.totalItems > PAGE_CAP * pageSize || (skip === 0 && last.totalItems > last.end + pagesLeft * pageSize);
  }
}

const NOTHING_READ: Omit<Run, 'scan' | 'skip'> = {
  pages: [],
  mayHideRows: false,
  isBeyond: false,
  unreadable: [],
  end: 'OPEN',
};
