/**
 * One query to all three sources, one of which has a fault: its answer with a stale cached answer and without one, and how
 * often the faulty source is called. Where each fault is tested:
 *
 * | faults                                              | files                                               |
 * |-----------------------------------------------------|-----------------------------------------------------|
 * | F1 late, F2 silent, F3 in drops                     | faults/slow, http/connections                       |
 * | F39 stopped or busy ourselves                       | faults/suspended                                    |
 * | F4 cut off, F5 refused, reset                       | faults/broken, http/connections                     |
 * | F6-F8 429                                           | faults/quota, http/status, http/rate-limit-headers  |
 * | F9 quota headers                                    | faults/quota                                        |
 * | F10-F12 5xx, 408; F16 pages; F26 redirects          | status                                              |
 * | F13 refused credential, F14 404, F15 another 4xx;   | http/status, faults/refusals, faults/breaker        |
 * |   F41 pages in their place, F42 a request that fails|                                                     |
 * | F17-F19 bodies; F24, F25 their size                 | body; memory                                        |
 * | F20 one bad row                                     | rows                                                |
 * | F21 unknown fields, F22 numbers, F23 times          | values; drift                                       |
 * | F27 pages that lie                                  | faults/paging; sources/calcom/booking-list          |
 * | F28 duplicates, F29 order                           | rows-order                                          |
 * | F30 clocks                                          | faults/clocks                                       |
 * | F31 certificates                                    | tls                                                 |
 * | F32 names                                           | faults/names                                        |
 * | F33 half fail, F34 all dead, F35 back               | faults/outage                                       |
 * | F36 many callers, F37 some leave                    | faults/sharing                                      |
 * | F38 very many rows, F40 duplicates that differ      | many-rows                                           |
 *
 * Which stale answer is served at which age is in faults/stale. An unhandled rejection fails the run.
 */
import { expect } from 'vitest';
import type { Fault, SandboxOptions, Vendor } from '../../../sandbox/index.ts';
import type { Source } from '../../../src/errors.ts';
import { createJumpingClock, type JumpingClock } from '../clock.ts';
import { type Graph, type GraphAnswer, startGraph } from '../graph.ts';

export const SOURCES = ['CALCOM', 'ALO', 'SALESHANDY'] as const satisfies readonly Source[];

const NAMES = { CALCOM: 'calcom', ALO: 'alo', SALESHANDY: 'saleshandy' } as const;

/** The one call that each source gets for `QUESTION` after its directories are loaded, and the path of its field. */
export const PLACES = {
  CALCOM: { path: /\/bookings$/, field: ['bookings'] },
  ALO: { path: /^\/periods$/, field: ['periods'] },
  SALESHANDY: { path: /\/team\/stats$/, field: ['teamStats', 'prospect'] },
} as const;

export const QUESTION = /* GraphQL */ `
  query ($day: DateTimeRange = { from: "2026-03-10T00:00:00Z", to: "2026-03-11T00:00:00Z" }) {
    bookings(first: 1, filter: { created: $day }) { nodes { uid } }
    periods(first: 1) { nodes { sourceId } }
    teamStats(range: { from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }) {
      prospect(first: 1) { nodes { added } }
    }
  }
`;

/** Another query to each source, which costs it one more call. */
export const OTHER_QUESTIONS = {
  CALCOM: '{ bookings(first: 1, filter: { bookingUid: "nobody" }) { nodes { uid } } }',
  ALO: `{ node(id: "${Buffer.from('Action:301/1').toString('base64url')}") { id } }`,
  SALESHANDY: /* GraphQL */ `
    {
      teamStats(range: { from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }) {
        email(first: 1) { nodes { sent } }
      }
    }
  `,
} as const satisfies Record<Source, string>;

const WHOLE = {
  bookings: { nodes: [{ uid: expect.any(String) }] },
  periods: { nodes: [{ sourceId: expect.any(String) }] },
  teamStats: { prospect: { nodes: [{ added: expect.any(Number) }] } },
};

const WITHOUT = {
  CALCOM: { ...WHOLE, bookings: null },
  ALO: { ...WHOLE, periods: null },
  SALESHANDY: { ...WHOLE, teamStats: { prospect: null } },
};

/** Another query for each key, which costs each source one call, and the paths of these calls. */
export const questionOf = (key: number): string => /* GraphQL */ `
  {
    bookings(first: 1, filter: { bookingUid: "key${key}" }) { nodes { uid } }
    node(id: "${Buffer.from(`Action:${1000 + key}/1`).toString('base64url')}") { id }
    teamStats(range: { from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00.${100 + key}Z" }) {
      prospect(first: 1) { nodes { added } }
    }
  }
`;
export const QUESTION_PATHS = { CALCOM: PLACES.CALCOM.path, ALO: /\/actions$/, SALESHANDY: PLACES.SALESHANDY.path };

/** For `expect.poll` on a busy machine. */
export const POLL = { timeout: 10_000 };

const MINUTE = 60_000;
/** Older than what is served while it is revalidated; the directories are still fresh. */
export const OLD_MS = 6 * MINUTE;
/** How long an answer is not revalidated again after that failed. */
export const REST_MS = 1_000;
/** Older than any cached answer. */
export const GONE_MS = 25 * 60 * MINUTE;

/** A graph with a cache, under a clock that jumps. */
export interface Probe extends Graph {
  readonly clock: JumpingClock;
}

export async function startProbe(settings: Record<string, string> = {}, sandbox: SandboxOptions = {}): Promise<Probe> {
  const clock = createJumpingClock();
  return { ...(await startGraph({ sandbox, settings: { CACHE: 'on', ...settings }, clock })), clock };
}

/** Closes it, and expects that it had no internal error. */
export async function endProbe(probe: Pick<Probe, 'internalErrors' | 'close'>): Promise<void> {
  expect(probe.internalErrors).toEqual([]);
  await probe.close();
}

export const vendorOf = ({ sandbox }: Pick<Graph, 'sandbox'>, source: Source): Vendor => sandbox[NAMES[source]];

/** How often a source has been called for `QUESTION`. */
export const timesAsked = (graph: Pick<Graph, 'sandbox'>, source: Source): number =>
  vendorOf(graph, source).calls.filter(({ path }) => PLACES[source].path.test(path)).length;

export const askAll = (graph: Pick<Graph, 'trace'>): Promise<GraphAnswer> => graph.trace(QUESTION);

/** The same while all sources work: the answer is whole, and nothing is stale. */
export async function askWhole(graph: Pick<Graph, 'trace'>): Promise<GraphAnswer> {
  const answer = await askAll(graph);
  const teamgraph = expect.objectContaining({ calls: expect.any(Array), stale: [] });
  expect(answer).toEqual({ data: WHOLE, extensions: { teamgraph } });
  return answer;
}

/** An answer, and how many calls it cost the faulty vendor. */
export interface Met {
  readonly answer: GraphAnswer;
  readonly attempts: number;
}

/** The attempts to a source, as the trace of an answer reports them. */
export const attemptsIn = (answer: GraphAnswer, source: Source): number =>
  (answer.extensions?.teamgraph.calls ?? [])
    .filter((call) => call.source === source)
    .reduce((sum, { attempts }) => sum + attempts, 0);

/** Queries while a vendor has a fault at the call of the query. */
export async function askWithFault(graph: Graph, source: Source, fault: Fault): Promise<Met> {
  const before = timesAsked(graph, source);
  const remove = vendorOf(graph, source).inject({ match: PLACES[source].path, ...fault });
  const answer = await askAll(graph);
  remove();
  return { answer, attempts: timesAsked(graph, source) - before };
}

/** The answers during a fault, with a stale cached answer and without one. */
export interface Columns {
  /** The answer before the fault. */
  readonly first: GraphAnswer;
  readonly stale: Met;
  readonly without: Met;
}

/**
 * Meets a fault twice, on a server that worked before. The clock jumps so far in between that breaker, pause and cache
 * forget; so one server serves any number of faults.
 */
export async function meetFault(probe: Probe, source: Source, fault: Fault): Promise<Columns> {
  return meet(probe.clock, {
    well: () => askWhole(probe),
    ill: () => askWithFault(probe, source, fault),
  });
}

/** `meetFault` on two servers at once, for a fault that takes long. */
export async function meetFaultApart(start: () => Promise<Probe>, source: Source, fault: Fault): Promise<Columns> {
  const [warm, cold] = await Promise.all([start(), start()]);
  const first = await askWhole(warm);
  warm.clock.jump(OLD_MS);
  const [stale, without] = await Promise.all([warm, cold].map((probe) => askWithFault(probe, source, fault)));
  await Promise.all([endProbe(warm), endProbe(cold)]);
  if (!stale || !without) throw new Error('two were asked');
  return { first, stale, without };
}

export async function meet(
  clock: JumpingClock,
  { well, ill }: { well(): Promise<GraphAnswer>; ill(): Promise<Met> },
): Promise<Columns> {
  clock.jump(GONE_MS);
  const first = await well();
  clock.jump(OLD_MS);
  const stale = await ill();
  clock.jump(GONE_MS);
  return { first, stale, without: await ill() };
}

/** Expects the answer as it was, and nothing stale. */
export function expectFresh(answer: GraphAnswer, first: GraphAnswer): void {
  expect(answer.data).toEqual(first.data);
  expect(answer.errors).toBeUndefined();
  expect(answer.extensions?.teamgraph.stale).toEqual([]);
}

/** Expects the answer as it was, and in its trace which field is stale, its age and why. */
export function expectStale(answer: GraphAnswer, first: GraphAnswer, source: Source, reason: string): void {
  expect(answer.data).toEqual(first.data);
  expect(answer.errors).toBeUndefined();
  expect(answer.extensions?.teamgraph.stale).toEqual([
    { path: PLACES[source].field, source, ageMs: expect.any(Number), reason },
  ]);
  const ageMs = answer.extensions?.teamgraph.stale[0]?.ageMs;
  expect(ageMs).toBeGreaterThanOrEqual(OLD_MS);
  expect(ageMs).toBeLessThan(OLD_MS + MINUTE);
}

/** Expects the data of the other sources, null at the field, and one error. */
export function expectFailure(
  answer: GraphAnswer,
  source: Source,
  code: string,
  more: { readonly retryAfterMs?: number } = {},
): void {
  expect(answer.data).toEqual(WITHOUT[source]);
  expect(answer.errors).toEqual([
    {
      message: expect.stringMatching(/^(Cal\.com|ALO|Saleshandy) .*\.$/),
      path: PLACES[source].field,
      locations: expect.any(Array),
      extensions: { code, teamgraph: { source, ...more } },
    },
  ]);
}

/** Expects the stale answer or, without one, the failure, and the same number of attempts each time. */
export function expectColumns(
  { first, stale, without }: Columns,
  source: Source,
  {
    code,
    attempts,
    more,
  }: { readonly code: string; readonly attempts: number; readonly more?: { retryAfterMs?: number } },
): void {
  expectStale(stale.answer, first, source, code);
  expectFailure(without.answer, source, code, more);
  expect([stale.attempts, without.attempts]).toEqual([attempts, attempts]);
}
