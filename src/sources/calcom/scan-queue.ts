/** Which scan each range of one request reads: a range waits a while for earlier ones, whose pages may reach it. */
import DataLoader from 'dataloader';
import { memoize } from '../../provenance.ts';
import type { WaitLimit } from '../../time/wait-limit.ts';
import type { OpenRange } from '../instants.ts';
import type { BookingConditions } from './client.ts';
import { type RangeToScan, type ScanStart, startOfScan } from './scan-starts.ts';

/** A list by ascending start, which may share its scan with others. */
export interface ScanRequest {
  readonly conditions: BookingConditions;
  /** Null for all bookings. */
  readonly range: OpenRange | null;
  /** Reads what the request needs of the list in any case, once the start is known. */
  settle(): Promise<unknown>;
}

/**
 * Returns the function that gives the start of each request. `choose` chooses it by the pages that are known at that time: a
 * range waits until earlier ones have read what they need in any case. If Cal.com is slow, many ranges one after the other
 * would take longer than the request may: then the rest are read at the same time.
 */
export function createScanQueue(
  choose: (conditions: BookingConditions, range: RangeToScan) => Promise<ScanStart>,
  waitLimit: WaitLimit,
): (request: ScanRequest) => Promise<ScanStart> {
  const batches = new DataLoader<ScanRequest, { readonly start: Promise<ScanStart> }>(
    async (requests) => {
      const starts = new Map(
        [...Map.groupBy(requests, ({ conditions }) => JSON.stringify(conditions)).values()].flatMap(startsOf),
      );
      return requests.map((request) => starts.get(request) as { readonly start: Promise<ScanStart> });
    },
    { cache: false },
  );
  return async (request) => (await batches.load(request)).start;

  /** The starts of requests with the same conditions. */
  function startsOf(requests: readonly ScanRequest[]) {
    const groups: Group[] = [];
    const byDay = Map.groupBy(requests, ({ range }) => startOfScan(range).from);
    for (const [, members] of [...byDay].sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1))) {
      groups.push(groupOf(members, [...groups]));
    }
    return groups.flatMap(({ start, members }) => members.map((request) => [request, { start }] as const));
  }

  function groupOf(members: readonly ScanRequest[], earlier: readonly Group[]): Group {
    const start = startOf(members, earlier);
    // A failure is thrown where the list is read.
    const settle = (): Promise<unknown> =>
      start.then(() => Promise.all(members.map((request) => request.settle()))).catch(() => {});
    return { members, start, settled: memoize(settle) };
  }

  async function startOf([first, ...others]: readonly ScanRequest[], earlier: readonly Group[]): Promise<ScanStart> {
    if (!first?.range?.from) return startOfScan(null);
    if (earlier.length > 0) await waitLimit(Promise.all(earlier.map(({ settled }) => settled())));
    const ends = [first, ...others].map(({ range }) => range?.to?.getTime() ?? Number.POSITIVE_INFINITY);
    return choose(first.conditions, { from: first.range.from, toMs: Math.max(...ends) });
  }
}

/** The requests that start on the same day. */
interface Group {
  readonly members: readonly ScanRequest[];
  readonly start: Promise<ScanStart>;
  settled(): Promise<unknown>;
}
