/**
 * Whether Redis does what it is asked, by what becomes of the commands: one warning when it is lost or refuses us, one when
 * all of it works again. Codes are words of Redis, of Node or of ours, and never a text, which may quote a URL or a value.
 */

import type { Clock } from '../../time/clock.ts';

export interface RedisHealth {
  /** Undefined before the first command. */
  readonly isUp: boolean | undefined;
  /** The code of the last failure; undefined before the first. */
  readonly lastError: string | undefined;
  /** How many commands and connections failed, by code. */
  readonly failures: Readonly<Record<string, number>>;
}

/** Commands that fail, and work again, together. */
export interface RedisPart {
  /** Whether it failed last. */
  isFailing(): boolean;
  worked(): void;
  failed(code: string): void;
}

export interface RedisRecord {
  /** The connection itself, which works as soon as any command does. */
  readonly connection: RedisPart;
  addPart(): RedisPart;
  read(): RedisHealth;
}

export const TIMEOUT = 'TIMEOUT';
/** What passes by itself, on a machine that is busy or a connection that is made anew: */
const PASSING: ReadonlySet<string> = new Set([TIMEOUT, 'CLOSED', 'ECONNRESET', 'EPIPE']);
/** so often in a row it does not. */
const MOST_PASSING = 3;

/** What works so soon after a failure was under way already, or on a connection that is about to be closed. */
export const STEADY_MS = 1_000;

export function createRedisRecord(clock: Clock, warn: (message: string) => void): RedisRecord {
  const failures: Record<string, number> = {};
  /** How often each part failed since it worked last, and when it did last. */
  const failing = new Map<RedisPart, { readonly times: number; readonly atMs: number }>();
  let isUp: boolean | undefined;
  let lastError: string | undefined;

  function mend(part: RedisPart): void {
    const failure = failing.get(part);
    if (failure && clock.nowMs() - failure.atMs >= STEADY_MS) failing.delete(part);
  }

  function addPart(): RedisPart {
    const part: RedisPart = {
      isFailing: () => failing.has(part),
      worked: () => {
        mend(part);
        mend(connection);
        if (failing.size > 0) return;
        if (isUp === false) warn('REDIS_URL: Redis works again.');
        isUp = true;
      },
      failed: (code) => {
        const times = (failing.get(part)?.times ?? 0) + 1;
        failing.set(part, { times, atMs: clock.nowMs() });
        failures[code] = (failures[code] ?? 0) + 1;
        lastError = code;
        if (isUp === false || (PASSING.has(code) && times < MOST_PASSING)) return;
        isUp = false;
        warn(
          `REDIS_URL: ${sentenceOf(code)} (${code}). Until it works, this process keeps to its share of the limits; see PROCESSES.`,
        );
      },
    };
    return part;
  }

  const connection = addPart();
  return { connection, addPart, read: () => ({ isUp, lastError, failures }) };
}

/** Codes of errors about where in a cluster a name stands. */
const OF_SLOT = /^(MOVED|ASK|CROSSSLOT|CLUSTERDOWN|TRYAGAIN)$/;
export const isOfSlot = (code: string): boolean => OF_SLOT.test(code);

/** What the code of an error means; what has no code here cannot be reached. */
const SENTENCES: readonly (readonly [codes: RegExp, sentence: string])[] = [
  [/^(WRONGPASS|NOAUTH|NOPERM|DENIED)$/, 'Redis refuses the user or the password'],
  [/CERT|SIGNATURE|^ERR_(TLS|SSL)|^EPROTO$/, 'no secure connection to Redis can be made'],
  [OF_SLOT, 'Redis is a cluster of several nodes, or one without all slots'],
  [/^(READONLY|OOM|MISCONF|NOREPLICAS)$/, 'Redis takes no writes'],
  [/^(LOADING|BUSY|MASTERDOWN|ERR|EXECABORT|UNKILLABLE)$/, 'Redis refuses commands'],
  [/^PROTOCOL$/, 'something answers that is not Redis'],
];

const sentenceOf = (code: string): string =>
  SENTENCES.find(([codes]) => codes.test(code))?.[1] ?? 'Redis cannot be reached';

/** The first words of errors that Redis answers. */
const REPLIES: ReadonlySet<string> = new Set([
  ...[
    'WRONGPASS',
    'NOAUTH',
    'NOPERM',
    'DENIED',
    'MOVED',
    'ASK',
    'CROSSSLOT',
    'CLUSTERDOWN',
    'TRYAGAIN',
    'READONLY',
    'OOM',
  ],
  ...['MISCONF', 'NOREPLICAS', 'LOADING', 'BUSY', 'MASTERDOWN', 'ERR', 'EXECABORT', 'UNKILLABLE', 'WRONGTYPE'],
]);
const NODE_CODE = /^[A-Z][A-Z\d_]{1,60}$/;

/** The code of an error of ioredis; a short word in any case. */
export function redisCodeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'OTHER';
  const { name, message, code } = error as NodeJS.ErrnoException;
  if (code !== undefined && NODE_CODE.test(code)) return code;
  const reply = message.split(/[ -]/, 2).find((word) => REPLIES.has(word));
  if (reply !== undefined) return reply;
  if (name === 'ParserError') return 'PROTOCOL';
  if (/^Socket timeout/.test(message)) return TIMEOUT;
  return /closed|writeable|max retries/i.test(message) ? 'CLOSED' : 'OTHER';
}
