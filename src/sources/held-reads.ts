/**
 * Tells the calls of a loader without making one: its code runs on what is held, up to the first read that needs a call.
 * Knows no vendor.
 */
import { SourceError } from '../errors.ts';
import { type Endpoint, familyOf, type Parameters, prepare, type Read } from '../upstream/endpoint.ts';
import type { Held } from '../upstream/read.ts';
import type { Demand } from './demand.ts';

/** What a walk over held answers came to. */
export interface HeldWalk<Found> {
  /** What the code returned; undefined if it needs a call, or if the held answers make it fail. */
  readonly found: Found | undefined;
  readonly needsCall: boolean;
  /** The reads that a held answer answers. */
  readonly cached: number;
  /** How many of them are revalidated, which takes a call each. */
  readonly stale: number;
}

/** Thrown by a read whose answer is not held. One for all: an error takes long to make. */
const CALL_NEEDED = new Error('the answer is not held');

/** Runs `walk` with reads that make no call. With `onlyFresh` an answer that would be revalidated counts as not held. */
export async function walkHeld<Found>(
  held: Held,
  walk: (read: Read) => Promise<Found>,
  { onlyFresh = false } = {},
): Promise<HeldWalk<Found>> {
  let cached = 0;
  let stale = 0;
  const read: Read = async (endpoint, parameters) => {
    const answer = await held(prepare(endpoint, parameters));
    if (!answer || (onlyFresh && !answer.isFresh)) throw CALL_NEEDED;
    cached++;
    if (!answer.isFresh) stale++;
    return answer.model;
  };
  try {
    return { found: await walk(read), needsCall: false, cached, stale };
  } catch (error) {
    const needsCall = error === CALL_NEEDED;
    if (!needsCall && !(error instanceof SourceError)) throw error;
    return { found: undefined, needsCall, cached, stale };
  }
}

/** What a demand is for: a list, whose pages have one key. */
type DemandedList = Pick<Demand, 'source' | 'endpoint' | 'key'>;

/** The list of an endpoint with these parameters, whatever page of it they are for. */
export const listOf = <Params extends Parameters>(
  endpoint: Pick<Endpoint<Params, never>, 'source' | 'name' | 'laws'>,
  parameters: Params,
): DemandedList => ({ source: endpoint.source, endpoint: endpoint.name, key: familyOf(endpoint, parameters) });

/** The demand of a list after a walk over its pages: at least the page that is not held, and at most the rest of its cap. */
export function demandOfPages(
  { cached, stale, needsCall }: Pick<HeldWalk<unknown>, 'cached' | 'stale' | 'needsCall'>,
  { pageCap, ...list }: DemandedList & { readonly pageCap: number },
): Demand {
  const min = needsCall ? 1 : 0;
  const max = stale + (needsCall ? Math.max(1, pageCap - cached) : 0);
  const bounds = [
    ...(needsCall && pageCap - cached > 1 ? [`as many calls as the list has pages, up to ${pageCap}`] : []),
    ...(stale > 0 ? [REVALIDATED] : []),
  ];
  return { ...list, min, max, cached, bound: bounds.length === 0 ? null : bounds.join('; ') };
}

/** The demand of one read. */
export function demandOfRead(held: { readonly isFresh: boolean } | undefined, list: DemandedList): Demand {
  if (!held) return { ...list, min: 1, max: 1, cached: 0, bound: null };
  return held.isFresh
    ? { ...list, min: 0, max: 0, cached: 1, bound: null }
    : { ...list, min: 0, max: 1, cached: 1, bound: REVALIDATED };
}

/** The demand of a read that is never answered stale, as those of a directory. */
export async function demandOfFreshRead<Params extends Parameters, Model>(
  held: Held,
  endpoint: Endpoint<Params, Model>,
  parameters: Params,
): Promise<Demand> {
  const answer = await held(prepare(endpoint, parameters));
  return demandOfRead(answer?.isFresh ? answer : undefined, listOf(endpoint, parameters));
}

/**
 * The demands of a directory, which has `lists`: none that takes a call while it is fresh, else those of its load. A directory
 * that is held was read once.
 */
export async function demandsOfDirectory(
  held: { readonly isFresh: boolean } | undefined,
  lists: readonly DemandedList[],
  load: () => Promise<readonly Demand[]>,
): Promise<readonly Demand[]> {
  if (held?.isFresh) return lists.map((list) => ({ ...list, min: 0, max: 0, cached: 1, bound: null }));
  const demands = await load();
  return held ? demands.map((demand) => ({ ...demand, min: 0, cached: 1, bound: REVALIDATED })) : demands;
}

/** The demands of a thing that is read only under a condition, such as `only if ALO cuts the list`. */
export const ifAtAll = (demands: readonly Demand[], condition: string): Demand[] =>
  demands
    .filter(({ max }) => max > 0)
    .map((demand) => ({
      ...demand,
      min: 0,
      bound: demand.bound === null ? condition : `${demand.bound}, ${condition}`,
    }));

const REVALIDATED = 'a stale answer is served and read again in the background';
