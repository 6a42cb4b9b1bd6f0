/** What the lists of bookings cost in calls: their code runs on the pages that are held, and bounds say how many more there are. */
import { BadInputError } from '../../errors.ts';
import { NO_WAIT_LIMIT } from '../../time/wait-limit.ts';
import type { Demand } from '../demand.ts';
import { demandOfPages, type HeldWalk, walkHeld } from '../held-reads.ts';
import {
  isAppliedByCalcom,
  isCountedByCalcom,
  knownPages,
  PAGE_CAP,
  totalsAreExact,
  windowPages,
} from './booking-bounds.ts';
import { type BookingFilter, conditionsOf, isTeamUnfiltered, matchesNothing } from './booking-filter.ts';
import type { BookingNeed } from './booking-list.ts';
import { type BookingOrder, BY_START } from './booking-order.ts';
import { type BookingReadsOptions, createBookingReads, readNeed } from './booking-reads.ts';
import { PAGE_SIZE } from './client.ts';

/** Whose bookings: of any host, or of some hosts. */
export type Hosts = 'ANY' | 'SOME';

/** Returns the demands of lists, and that of the whole list, which reads on even where it cannot be complete. */
export function planBookings(options: Omit<BookingReadsOptions, 'read' | 'waitLimit'>) {
  return { ofNeed, ofWhole };

  /** The demands of what is selected of a list. Of hosts there is at least one. */
  async function ofNeed(
    filter: BookingFilter,
    order: BookingOrder,
    hosts: Hosts,
    need: BookingNeed,
  ): Promise<Demand[]> {
    const types = await options.eventTypes();
    if (matchesNothing(filter) || isTeamUnfiltered(types)) return [];
    // Cal.com refuses types that do not exist; then the list is read without them.
    const mayBeRefused = filter.eventTypeIds?.some((id) => !types?.some(({ sourceId }) => sourceId === id)) ?? false;
    const isOfAll = hosts === 'ANY';
    // Without the types of the team, rows cannot be checked against those of the filter.
    const isUncheckable = types === null && Boolean(filter.eventTypeIds);
    const walk = isUncheckable ? NOTHING_HELD : await walkList(filter, order, isOfAll ? need : 'WHOLE');
    const isAfter = Boolean(need.page?.after);
    // Which pages the window of some hosts reads depends on their rows, of which nothing is known.
    const isUnknown = isUncheckable || (!isOfAll && (isAfter || walk.cached > 0));
    const bound = mayBeRefused ? 2 * PAGE_CAP + 1 : boundOf(filter, hosts, need);
    return demandsOf(filter, order, walk, {
      bound: isOfAll || !isAfter ? Math.min(bound, walk.pages) : bound + walk.cached,
      isCertain: !isUnknown,
      words: bound < PAGE_CAP ? 'as long as Cal.com sends full pages in order' : CAPPED,
    });
  }

  async function ofWhole(filter: BookingFilter, order: BookingOrder): Promise<Demand[]> {
    if (isTeamUnfiltered(await options.eventTypes())) return [];
    const walk = await walkList(filter, order, 'WHOLE');
    return demandsOf(filter, order, walk, { bound: Math.min(PAGE_CAP, walk.pages), isCertain: true, words: CAPPED });
  }

  /** Reads a list as far as its pages are held. */
  async function walkList(filter: BookingFilter, order: BookingOrder, need: BookingNeed | 'WHOLE'): Promise<ListWalk> {
    let totalItems: number | undefined;
    let pagesBefore = 0;
    const walk = await walkHeld(options.held, async (readHeld) => {
      const lists = createBookingReads({
        ...options,
        read: async (endpoint, parameters) => {
          const page = await readHeld(endpoint, parameters);
          if (isPage(page)) totalItems = page.totalItems;
          return page;
        },
        // A list that is planned alone waits for no other.
        waitLimit: NO_WAIT_LIMIT,
        // What is only planned is not remembered.
        knownStarts: { ...options.knownStarts, add: () => {} },
      });
      const list = await lists(filter, order, null, need === 'WHOLE' ? EVERYTHING : need);
      pagesBefore = list.pagesBefore;
      await (need === 'WHOLE' ? list.whole() : readNeed(list, need).catch(unlessBadInput));
    });
    const isSized = totalItems !== undefined && !filter.range && totalsAreExact(conditionsOf(filter));
    return { ...walk, pagesBefore, pages: isSized ? knownPages(totalItems ?? 0, PAGE_SIZE) : Number.POSITIVE_INFINITY };
  }
}

interface ListWalk extends HeldWalk<void> {
  readonly pagesBefore: number;
  /** How many pages the list has, by the total of a held page; infinite if that is not known. */
  readonly pages: number;
}

const NOTHING_HELD: ListWalk = {
  ...{ found: undefined, needsCall: true, cached: 0, stale: 0 },
  ...{ pagesBefore: 0, pages: Number.POSITIVE_INFINITY },
};

const CAPPED = `as many calls as Cal.com has pages of ${PAGE_SIZE} bookings, up to ${PAGE_CAP} for a list`;
const EVERYTHING: BookingNeed = { page: null, total: false, complete: true };

const isPage = (model: unknown): model is { readonly totalItems: number } =>
  typeof model === 'object' && model !== null && 'totalItems' in model && typeof model.totalItems === 'number';

/** A position that is not found costs no further call. */
function unlessBadInput(error: unknown): void {
  if (!(error instanceof BadInputError)) throw error;
}

/** The most pages that a need reads, if nothing is held. */
function boundOf(filter: BookingFilter, hosts: Hosts, { page, total, complete }: BookingNeed): number {
  const { after, first } = page ?? { after: null, first: 0 };
  const isOfAll = hosts === 'ANY';
  const isWindowTight = isOfAll && isAppliedByCalcom(filter);
  const window = isWindowTight ? windowPages(after, first, PAGE_SIZE) : PAGE_CAP + (after ? 1 : 0);
  const readsOn = complete || (total && !(isOfAll && isCountedByCalcom(filter)));
  if (!readsOn) return window;
  return after ? window + PAGE_CAP : Math.max(window, PAGE_CAP);
}

/**
 * Lists may share pages where they are neighbours: so what is certain is demanded once for all with the same conditions, and
 * what is possible for each scan by itself.
 */
function demandsOf(
  filter: BookingFilter,
  order: BookingOrder,
  walk: ListWalk,
  { bound, isCertain, words }: { readonly bound: number; readonly isCertain: boolean; readonly words: string },
): Demand[] {
  const which = { source: 'CALCOM', endpoint: 'team-bookings' } as const;
  const pageOrder = filter.range ? BY_START : order;
  const family = JSON.stringify([conditionsOf(filter), pageOrder.field, pageOrder.direction]);
  const key = JSON.stringify([family, filter.range]);
  const demand = demandOfPages(walk, { ...which, key, pageCap: bound + walk.pagesBefore });
  const certain = { ...which, key: family, min: isCertain ? demand.min : 0, max: 0, cached: 0, bound: null };
  return [certain, { ...demand, min: 0, bound: demand.max > 1 && walk.needsCall ? words : demand.bound }];
}
