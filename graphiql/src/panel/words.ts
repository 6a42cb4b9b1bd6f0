/** How the picture says things: figures, sources, and why something is not as it should be. */
import type { Call, SourceState } from './report.ts';

const NAMES: Readonly<Record<string, string>> = { CALCOM: 'Cal.com', ALO: 'ALO', SALESHANDY: 'Saleshandy' };

export const nameOf = (source: string): string => NAMES[source] ?? source;

export const count = (figure: number, one: string, many = `${one}s`): string =>
  `${figure} ${figure === 1 ? one : many}`;

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

/** How old something is, in whole seconds at the least. */
export const age = (ms: number): string => (ms < SECOND_MS ? '<1 s' : duration(Math.floor(ms / SECOND_MS) * SECOND_MS));

const REASONS: Readonly<Record<string, string>> = {
  REVALIDATING: 'it is being read again right now',
  SOURCE_UNAVAILABLE: 'the source is not available',
  SOURCE_TIMEOUT: 'the source took too long',
  SOURCE_THROTTLED: 'the source is asked too often',
  SOURCE_OVERLOADED: 'the source failed too often and is left alone',
  SOURCE_UNAUTHORIZED: "the source refused this server's key",
  SOURCE_REFUSED: 'the source refused the request',
  SOURCE_CONTRACT: 'the source answered something unexpected',
};

export const reasonOf = (code: string): string => (REASONS[code] ? `${REASONS[code]} (${code})` : code);

/** A failure in one word, for where there is no room for its code. */
export const shortCode = (code: string): string => code.replace(/^SOURCE_/, '').toLowerCase();

/** When it may be asked again, in whole seconds. */
export const again = (ms: number): string => `again in ${duration(Math.max(1, Math.ceil(ms / SECOND_MS)) * SECOND_MS)}`;

interface Beside {
  /** Why its copy is old; undefined where that is not told. */
  readonly because: string | undefined;
  /** When it may be asked again; undefined where that is not told. */
  readonly waitMs: number | undefined;
}

/** What there is to say of a call, the most important first. */
export function factsOf(call: Call, { because, waitMs }: Beside): string[] {
  const { rows, code, startMs } = call;
  return [
    ...outcomeOf(call, because),
    code !== undefined && `failed: ${reasonOf(code)}`,
    code !== undefined && waitMs !== undefined && again(waitMs),
    rows !== null && count(rows, 'row'),
    `from ${duration(startMs)} on`,
  ].filter((fact) => fact !== false);
}

function outcomeOf({ cache, waitMs, ms, attempts, ageMs }: Call, because: string | undefined): (string | false)[] {
  switch (cache) {
    case 'FRESH':
      return [`a copy, ${age(ageMs)} old`];
    case 'STALE':
      return [
        `an old copy, ${age(ageMs)} old`,
        because !== undefined && `because ${reasonOf(because)}`,
        attempts > 0 && `after ${count(attempts, 'attempt')} in ${duration(ms)}`,
      ];
    case 'SHARED':
      return [`waited ${duration(ms)} for a call that somebody else had made already`];
    case 'MISS':
      return [
        attempts === 0 ? 'was not sent' : `took ${duration(ms - waitMs)}`,
        waitMs > 0 && `after ${duration(waitMs)} in the queue`,
        attempts > 1 && `${attempts} attempts`,
      ];
  }
}

/** What a source did for the query. `waitMs` is when it may be asked again; undefined where that is not told. */
export function callsText(calls: readonly Call[], waitMs: number | undefined): string {
  if (calls.length === 0) return 'not asked';
  const of = (cache: Call['cache']): number => calls.filter((call) => call.cache === cache).length;
  const failed = calls.filter(({ code }) => code !== undefined).length;
  const [copies, shared] = [of('FRESH') + of('STALE'), of('SHARED')];
  return [
    count(callsMade(calls), 'call'),
    copies > 0 && count(copies, 'copy', 'copies'),
    shared > 0 && `${shared} shared`,
    failed > 0 && `${failed} failed`,
    waitMs !== undefined && again(waitMs),
  ]
    .filter(Boolean)
    .join(', ');
}

/** How many calls were sent, second attempts included. */
export const callsMade = (calls: readonly Call[]): number => calls.reduce((sum, { attempts }) => sum + attempts, 0);

/** What of its minute a source has left, and whether it is asked at all for now. */
export function leftText({ limit, left, parkedMs, breaker }: SourceState): string {
  if (parkedMs > 0) return `paused for ${duration(parkedMs)}`;
  if (breaker === 'OPEN') return 'left alone: it failed too often';
  if (breaker === 'HALF_OPEN') return 'is being tried again';
  return limit === null || left === null ? 'no limit' : `${left} of ${limit} left`;
}
