/** How long a source wants to be left alone, read from the headers of its answer as they come. Pure. */

/** Assumed where a source says nothing, or nothing that can be read. */
const DEFAULT_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 5 * 60_000;

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a source says is left of its quota; undefined where it does not say. */
export interface Quota {
  readonly limit?: number;
  readonly remaining?: number;
  /** When the window ends, in milliseconds since the epoch. */
  readonly resetAtMs?: number;
}

/** One limit of a source, as it is now. */
interface Told {
  readonly limit?: number;
  readonly remaining?: number;
  /** In how many milliseconds its window ends. */
  readonly resetMs?: number;
}

/**
 * How long to wait after an answer that says "too many", in milliseconds: more than 0 and at most 5 minutes. "Now" is no
 * answer to how long, and counts as nothing said. `nowMs` is the time since the epoch.
 */
export function retryAfterMs(headers: Headers, nowMs: number): number {
  const announced = first(headers['retry-after']);
  const waitMs =
    announced === undefined ? untilReset(headers, nowMs) : (secondsMs(announced) ?? untilDate(announced, nowMs));
  return waitMs === undefined || waitMs <= 0 ? DEFAULT_WAIT_MS : Math.min(Math.ceil(waitMs), LONGEST_WAIT_MS);
}

/**
 * The quota headers of an answer, or undefined if there are none. Where there are several limits a call goes as long as one
 * of them has something left: that of which most is left is told, or whose window ends first. `nowMs` is the time since the
 * epoch.
 */
export function readQuota(headers: Headers, nowMs: number): Quota | undefined {
  const [told] = limitsIn(headers, nowMs)
    .filter(({ limit, remaining }) => limit !== undefined || remaining !== undefined)
    .sort((a, b) => (b.remaining ?? -1) - (a.remaining ?? -1) || (a.resetMs ?? Infinity) - (b.resetMs ?? Infinity));
  if (!told) return undefined;
  const { limit, remaining, resetMs } = told;
  return { limit, remaining, resetAtMs: resetMs === undefined ? undefined : nowMs + Math.max(0, resetMs) };
}

/** The limits that an answer tells of: Cal.com appends the name of each, such as `-Default`, others tell of one without a name. */
function limitsIn(headers: Headers, nowMs: number): Told[] {
  const names = Object.keys(headers).flatMap(
    (header) => /^x-ratelimit-(?:limit|remaining|reset)(.*)$/.exec(header)?.[1] ?? [],
  );
  return [...new Set(names)].map((name) => {
    const read = (what: string): string | undefined => first(headers[`x-ratelimit-${what}${name}`]);
    return {
      limit: count(read('limit')),
      remaining: count(read('remaining')),
      resetMs: resetMs(read('reset'), nowMs),
    };
  });
}

/** When the first of the limits that are used up allows calls again; of all of them, where none says that it is. */
function untilReset(headers: Headers, nowMs: number): number | undefined {
  const limits = limitsIn(headers, nowMs);
  const usedUp = limits.filter(({ remaining }) => remaining === 0);
  const resets = (usedUp.length > 0 ? usedUp : limits).flatMap((told) => told.resetMs ?? []).filter((ms) => ms > 0);
  return resets.length === 0 ? undefined : Math.min(...resets);
}

/** A reset is a number of seconds from now, an instant in seconds or milliseconds since the epoch, or a date. */
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
