/** How long a source wants to be left alone, read from the headers of its answer as they come. Pure. */

/** Assumed where a source says nothing, or nothing that can be read. */
const DEFAULT_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 5 * 60_000;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What a source says is left of its quota; undefined where it does not say. */
export interface Quota {
  readonly limit?: number;
  readonly remaining?: number;
  /** When the window ends, in milliseconds since the epoch. */
  readonly resetAtMs?: number;
}

/**
 * How long to wait after an answer that says "too many", in milliseconds: more than 0 and at most 5 minutes. "Now" is no
 * answer to how long, and counts as nothing said. `nowMs` is the time since the epoch.
 */
export function retryAfterMs(headers: Headers, nowMs: number): number {
  const announced = first(headers['retry-after']);
  const waitMs =
    announced === undefined ? untilReset(headers, nowMs) : (secondsMs(announced) ?? untilDate(announced, nowMs));
  return waitMs === undefined || waitMs <= 0 ? DEFAULT_WAIT_MS : Math.min(waitMs, LONGEST_WAIT_MS);
}

/** The quota headers of an answer, or undefined if there are none. `nowMs` is the time since the epoch. */
export function readQuota(headers: Headers, nowMs: number): Quota | undefined {
  const limit = count(header(headers, 'limit'));
  const remaining = count(header(headers, 'remaining'));
  if (limit === undefined && remaining === undefined) return undefined;
  const waitMs = untilReset(headers, nowMs);
  return { limit, remaining, resetAtMs: waitMs === undefined ? undefined : nowMs + Math.max(0, waitMs) };
}

// Cal.com appends the name of the limit, `-Default`; its reset is always in seconds from now.
const header = (headers: Headers, what: string): string | undefined =>
  first(headers[`x-ratelimit-${what}-default`]) ?? first(headers[`x-ratelimit-${what}`]);

function untilReset(headers: Headers, nowMs: number): number | undefined {
  const inSeconds = first(headers['x-ratelimit-reset-default']);
  if (inSeconds !== undefined) return resetMs(inSeconds, nowMs);
  const reset = first(headers['x-ratelimit-reset']);
  return reset === undefined ? undefined : (resetMs(reset, nowMs) ?? untilDate(reset, nowMs));
}

/** A reset is a number of seconds from now, or an instant in seconds or milliseconds since the epoch. */
function resetMs(text: string, nowMs: number): number | undefined {
  const number = count(text);
  if (number === undefined) return undefined;
  if (number > 1e11) return number - nowMs;
  if (number > 1e9) return number * 1000 - nowMs;
  return number * 1000;
}

const secondsMs = (text: string): number | undefined => (/^\d{1,15}$/.test(text) ? Number(text) * 1000 : undefined);

function untilDate(text: string, nowMs: number): number | undefined {
  const atMs = Date.parse(text);
  return /[a-z]/i.test(text) && !Number.isNaN(atMs) ? atMs - nowMs : undefined;
}

const count = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

const first = (value: string | string[] | undefined): string | undefined =>
  (Array.isArray(value) ? value[0] : value)?.trim();
