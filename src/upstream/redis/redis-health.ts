/**
 * Whether Redis works, judged by the outcomes of commands: one warning when it fails, one when everything works again. Codes
 * come from Redis, Node or this file, and never quote an error text, which may hold a URL or a value.
 */

import type { Clock } from '../../time/clock.ts';

export interface RedisHealth {
  /** Undefined before the first command. */
  readonly isUp: boolean | undefined;
  /** The code of the last failure; undefined before the first. */
  readonly lastError: string | undefined;
  /** How many commands and connections failed, by code. They only grow. */
  readonly failures: Readonly<Record<string, number>>;
}

/** Commands that fail, and recover, together. */
export interface RedisPart {
  /** Whether its last command failed. */
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
/** Failures that pass by themselves, on a busy machine or a new connection: */
const PASSING: ReadonlySet<string> = new Set([TIMEOUT, 'CLOSED', 'ECONNRESET', 'EPIPE']);
/** they do not pass after so many in a row. */
const MAX_PASSING = 3;

/** A success so soon after a failure was already in progress, or on a connection that is about to close. */
export const STEADY_MS = 1_000;

/** `warn` receives each change between failing and working. */
export function createRedisRecord(clock: Clock, warn: (message: string) => void): RedisRecord {
  const failures: Record<string, number> = {};
  /** How often each part has failed since it last worked, and when it last did. */
  const failing = new Map<RedisPart, { readonly times: number; readonly atMs: number }>();
  let isUp: boolean | undefined;
  let lastError: string | undefined;
  const connection = addPart();

  return { connection, addPart, read: () => ({ isUp, lastError, failures }) };

  function addPart(): RedisPart {
    const part: RedisPart = {
      isFailing: () => failing.has(part),
      worked: () => {
        recover(part);
        recover(connection);
        if (failing.size > 0) return;
        if (isUp === false) warn('REDIS_URL: Redis works again.');
        isUp = true;
      },
      failed: (code) => {
        const times = (failing.get(part)?.times ?? 0) + 1;
        failing.set(part, { times, atMs: clock.nowMs() });
        failures[code] = (failures[code] ?? 0) + 1;
        lastError = code;
        if (isUp === false || (PASSING.has(code) && times < MAX_PASSING)) return;
        isUp = false;
        warn(
          `REDIS_URL: ${sentenceOf(code)} (${code}). Until it works, this process keeps to its share of the limits; see PROCESSES.`,
        );
      },
    };
    return part;
  }

  function recover(part: RedisPart): void {
    const failure = failing.get(part);
    if (failure && clock.nowMs() - failure.atMs >= STEADY_MS) failing.delete(part);
  }
}

/** Codes of errors about the slot of a name in a cluster. */
const OF_SLOT = /^(MOVED|ASK|CROSSSLOT|CLUSTERDOWN|TRYAGAIN)$/;
/** Whether an error is about one name, whose slot another node of the cluster serves. */
export const isOfSlot = (code: string): boolean => OF_SLOT.test(code);

/** The meaning of codes; any other code means that Redis cannot be reached. */
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

/** The first words of Redis's error replies. */
const REPLIES: ReadonlySet<string> = new Set(
  (
    'WRONGPASS NOAUTH NOPERM DENIED MOVED ASK CROSSSLOT CLUSTERDOWN TRYAGAIN READONLY OOM ' +
    'MISCONF NOREPLICAS LOADING BUSY MASTERDOWN ERR EXECABORT UNKILLABLE WRONGTYPE'
  ).split(' '),
);
const NODE_CODE = /^[A-Z][A-Z\d_]{1,60}$/;

/** The code of an error of ioredis: that of Node or of Redis's reply, else PROTOCOL, TIMEOUT, CLOSED or OTHER. */
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
