/** The texts of the picture: figures, names of sources, and why a call failed or an answer is stale. */
import type { Call, SourceState } from './report.ts';

const NAMES: Readonly<Record<string, string>> = { CALCOM: 'Cal.com', ALO: 'ALO', SALESHANDY: 'Saleshandy' };

export const nameOf = (source: string): string => NAMES[source] ?? source;

export const count = (figure: number, one: string): string => `${figure} ${figure === 1 ? one : `${one}s`}`;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export function duration(ms: number): string {
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`;
  if (ms < 10 * SECOND_MS) return `${Number((ms / SECOND_MS).toFixed(ms % SECOND_MS < 50 ? 0 : 1))} s`;
  if (ms < 2 * MINUTE_MS) return `${Math.round(ms / SECOND_MS)} s`;
  if (ms < 2 * HOUR_MS) return `${Math.round(ms / MINUTE_MS)} min`;
  if (ms < 2 * DAY_MS) return `${Math.round(ms / HOUR_MS)} h`;
  return `${Math.round(ms / DAY_MS)} days`;
}

/** An age, rounded down to whole seconds. */
export const age = (ms: number): string => (ms < SECOND_MS ? '<1 s' : duration(Math.floor(ms / SECOND_MS) * SECOND_MS));

const REASONS: Readonly<Record<string, string>> = {
  REVALIDATING: 'it is being revalidated',
  SOURCE_UNAVAILABLE: 'the source is not available',
  SOURCE_TIMEOUT: 'the source took too long',
  SOURCE_THROTTLED: 'its rate limit is used up',
  SOURCE_OVERLOADED: 'its circuit breaker is open, or too many calls wait for it',
  SOURCE_UNAUTHORIZED: "the source rejected this server's key",
  SOURCE_REFUSED: 'the source rejected the request',
  SOURCE_CONTRACT: 'the source sent an unexpected answer',
};

export const reasonOf = (code: string): string => (REASONS[code] ? `${REASONS[code]} (${code})` : code);

/** The code of a failure in one word, where there is no room for all of it. */
export const shortCode = (code: string): string => code.replace(/^SOURCE_/, '').toLowerCase();

/** When to retry, in whole seconds. */
export const retryText = (ms: number): string =>
  `retry in ${duration(Math.max(1, Math.ceil(ms / SECOND_MS)) * SECOND_MS)}`;

interface RelatedFacts {
  /** Why its answer is stale; undefined where that is not known. */
  readonly because: string | undefined;
  /** When to retry; undefined where that is not known. */
  readonly retryAfterMs: number | undefined;
}

/** The facts about a call, the most important first. */
export function factsOf(call: Call, { because, retryAfterMs }: RelatedFacts): string[] {
  const { rows, code, startMs } = call;
  return [
    ...outcomeOf(call, because),
    code !== undefined && `failed: ${reasonOf(code)}`,
    code !== undefined && retryAfterMs !== undefined && retryText(retryAfterMs),
    rows !== null && count(rows, 'row'),
    `started at ${duration(startMs)}`,
  ].filter((fact) => fact !== false);
}

function outcomeOf({ cache, waitMs, ms, attempts, ageMs }: Call, because: string | undefined): (string | false)[] {
  switch (cache) {
    case 'FRESH':
      return [`from the cache, ${age(ageMs)} old`];
    case 'STALE':
      return [
        `stale, ${age(ageMs)} old`,
        because !== undefined && `because ${reasonOf(because)}`,
        attempts > 0 && `after ${count(attempts, 'attempt')} in ${duration(ms)}`,
      ];
    case 'SHARED':
      return [`waited ${duration(ms)} for the same call of another request`];
    case 'MISS':
      return [
        attempts === 0 ? 'not sent' : `took ${duration(ms - waitMs)}`,
        waitMs > 0 && `after ${duration(waitMs)} in the queue`,
        attempts > 1 && `${attempts} attempts`,
      ];
  }
}

/** The calls of one source. `retryAfterMs` is undefined where it is not known. */
export function callsText(calls: readonly Call[], retryAfterMs: number | undefined): string {
  if (calls.length === 0) return 'not called';
  const of = (cache: Call['cache']): number => calls.filter((call) => call.cache === cache).length;
  const failed = calls.filter(({ code }) => code !== undefined).length;
  const [cached, shared] = [of('FRESH') + of('STALE'), of('SHARED')];
  return [
    count(callsMade(calls), 'call'),
    cached > 0 && `${cached} from the cache`,
    shared > 0 && `${shared} shared`,
    failed > 0 && `${failed} failed`,
    retryAfterMs !== undefined && retryText(retryAfterMs),
  ]
    .filter(Boolean)
    .join(', ');
}

/** How many attempts were sent. */
export const callsMade = (calls: readonly Call[]): number => calls.reduce((sum, { attempts }) => sum + attempts, 0);

/** The calls that a source has left in this minute, or why it is not called at present. */
export function leftText({ limit, left, parkedMs, breaker }: SourceState): string {
  if (parkedMs > 0) return `paused for ${duration(parkedMs)}`;
  if (breaker === 'OPEN') return 'circuit breaker open';
  if (breaker === 'HALF_OPEN') return 'circuit breaker half-open';
  return limit === null || left === null ? 'no limit' : `${left} of ${limit} left`;
}
