/**
 * The rate limit headers of an answer: `Retry-After` (RFC 9110, section 10.2.3), and `X-RateLimit-Limit`, `-Remaining` and
 * `-Reset`, which no standard defines. A source with several limits appends the name of each, as in
 * `X-RateLimit-Limit-Default`. Pure.
 */

/** The wait after a 429 whose headers say nothing readable, and the longest wait. */
const DEFAULT_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 5 * 60_000;

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a source reports of its quota; undefined where it reports nothing. */
export interface Quota {
  readonly limit?: number;
  readonly remaining?: number;
  /** When the source's window ends, in milliseconds since the epoch. */
  readonly resetAtMs?: number;
}

/** One limit of a source, as of now. */
interface Limit {
  readonly limit?: number;
  readonly remaining?: number;
  /** In how many milliseconds its window ends. */
  readonly resetMs?: number;
}

/**
 * How long to wait after a 429, in milliseconds from 1 to 300,000: what `Retry-After` says, without it until the first
 * used-up limit is reset. 30 seconds if that is absent, unreadable, or not in the future. `nowMs` is the time since the
 * epoch.
 */
export function retryAfterMs(headers: Headers, nowMs: number): number {
  const retryAfter = first(headers['retry-after']);
  const waitMs =
    retryAfter === undefined ? untilReset(headers, nowMs) : (secondsMs(retryAfter) ?? untilDate(retryAfter, nowMs));
  return waitMs === undefined || waitMs <= 0 ? DEFAULT_WAIT_MS : Math.min(Math.ceil(waitMs), LONGEST_WAIT_MS);
}

/**
 * The quota that an answer reports; undefined if it reports none. With several limits, the one with most calls left, since
 * each call counts against one of them; among equals, the one whose window ends first. `nowMs` is the time since the epoch.
 */
export function readQuota(headers: Headers, nowMs: number): Quota | undefined {
  const [most] = limitsIn(headers, nowMs)
    .filter(({ limit, remaining }) => limit !== undefined || remaining !== undefined)
    .sort((a, b) => (b.remaining ?? -1) - (a.remaining ?? -1) || (a.resetMs ?? Infinity) - (b.resetMs ?? Infinity));
  if (!most) return undefined;
  const { limit, remaining, resetMs } = most;
  return { limit, remaining, resetAtMs: resetMs === undefined ? undefined : nowMs + Math.max(0, resetMs) };
}

/** In how many milliseconds the first used-up limit is reset; of all limits, if none is used up. */
function untilReset(headers: Headers, nowMs: number): number | undefined {
  const limits = limitsIn(headers, nowMs);
  const usedUp = limits.filter(({ remaining }) => remaining === 0);
  const resets = (usedUp.length > 0 ? usedUp : limits).flatMap(({ resetMs }) => resetMs ?? []).filter((ms) => ms > 0);
  return resets.length === 0 ? undefined : Math.min(...resets);
}

function limitsIn(headers: Headers, nowMs: number): Limit[] {
  const names = Object.keys(headers).flatMap(
    (header) => /^x-ratelimit-(?:limit|remaining|reset)(.*)$/.exec(header)?.[1] ?? [],
  );
  return [...new Set(names)].map((name) => {
    const read = (part: string): string | undefined => first(headers[`x-ratelimit-${part}${name}`]);
    return {
      limit: count(read('limit')),
      remaining: count(read('remaining')),
      resetMs: resetMs(read('reset'), nowMs),
    };
  });
}

/** A reset is a number of seconds from now, a time in seconds or milliseconds since the epoch, or a date. */
function resetMs(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  const ms = secondsMs(text);
  if (ms === undefined) return untilDate(text, nowMs);
  if (ms > 1e14) return ms / 1000 - nowMs;
  return ms > 1e12 ? ms - nowMs : ms;
}

const secondsMs = (text: string): number | undefined =>
  /^\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) * 1000 : undefined;

function untilDate(text: string, nowMs: number): number | undefined {
  const atMs = Date.parse(text);
  return /[a-z]/i.test(text) && !Number.isNaN(atMs) ? atMs - nowMs : undefined;
}

const count = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

const first = (value: string | readonly string[] | undefined): string | undefined =>
  (typeof value === 'string' ? value : value?.[0])?.trim();
