/** Which scan each range of one request reads: ranges wait for earlier ones whose scan may reach them. */
import DataLoader from 'dataloader';
import { memoize } from '../../provenance.ts';
import type { Range } from '../instants.ts';
import type { BookingConditions } from './client.ts';
import { type ScanStart, startOfScan } from './scan-starts.ts';

/** A list by ascending start, which may share its scan with others. */
export interface ScanRequest {
  readonly conditions: BookingConditions;
  /** Null for all bookings. */
  readonly range: Range | null;
  /** Reads what the request needs of the list in any case, once the start is known. */
  settle(): Promise<unknown>;
}

/** A range waits for an earlier one that ends no longer ago: a page often has the bookings of a month. */
const SHARED_GAP_MS = 31 * 24 * 60 * 60_000;

/**
 * Returns the function that gives the start of each request. `choose` chooses it by the pages that are known at that time: a
 * range waits until earlier ones have read what they need in any case.
 */
export function createScanQueue(
  choose: (conditions: BookingConditions, range: Range) => Promise<ScanStart>,
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
    for (const [day, some] of [...byDay].sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1))) {
      groups.push(groupOf(day, some, groups));
    }
    return groups.flatMap(({ start, members }) => members.map((request) => [request, { start }] as const));
  }

  function groupOf(day: string | null, members: readonly ScanRequest[], earlier: readonly Group[]): Group {
    const start = startOf(day, members, earlier);
    const toMs = Math.max(...members.map(({ range }) => range?.to.getTime() ?? Number.POSITIVE_INFINITY));
    // A failure is thrown where the list is read.
    const settle = (): Promise<unknown> =>
      start.then(() => Promise.all(members.map((request) => request.settle()))).catch(() => {});
    return { members, start, toMs, settled: memoize(settle) };
  }

  async function startOf(
    day: string | null,
    members: readonly ScanRequest[],
    earlier: readonly Group[],
  ): Promise<ScanStart> {
    const [first] = members;
    if (day === null || !first) return startOfScan(null);
    const near = earlier.filter(({ toMs }) => Date.parse(day) <= toMs + SHARED_GAP_MS);
    await Promise.all(near.map(({ settled }) => settled()));
    const toMs = Math.max(...members.map(({ range }) => range?.to.getTime() ?? 0));
    return choose(first.conditions, { from: new Date(day), to: new Date(toMs) });
  }
}

/** The requests that start on the same day. */
interface Group {
  readonly members: readonly ScanRequest[];
  readonly start: Promise<ScanStart>;
  readonly toMs: number;
  settled(): Promise<unknown>;
}
