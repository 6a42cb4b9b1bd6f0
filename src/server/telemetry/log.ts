/**
 * The log: JSON lines, with one method for each event and a fixed list of fields for each method. No method takes free text
 * or an object as it comes, so text of clients and vendors cannot reach the log.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type Logger, pino } from 'pino';
import type { LogLevel } from '../../config/config.ts';
import type { Source } from '../../errors.ts';
import type { Clock } from '../../time/clock.ts';
import {
  type AuthFailure,
  type Code,
  callerOf,
  isRoutine,
  type Method,
  type OperationType,
  operationOf,
  type Path,
} from './labels.ts';
import { faultIn } from './redaction.ts';

export interface LogOptions {
  readonly level: LogLevel;
  /**
   * Takes one line with its line end. The default writes it to the standard output and bounds what waits there for a slow
   * reader: it drops the lines beyond, and logs their number as `warn` when there is room again.
   */
  write?(line: string): void;
}

/** A finished request. */
export interface RequestLine {
  readonly requestId: string;
  /** Undefined if authentication failed. */
  readonly caller?: string;
  readonly method: Method;
  readonly path: Path;
  readonly kind: OperationType;
  /** The name of the operation. */
  readonly operation?: string;
  /** Undefined if the client left before it had the answer. */
  readonly status?: number;
  readonly ms: number;
  /** The calls to sources that the request itself caused. */
  readonly calls: number;
  /** The codes of the errors in the answer, each once. */
  readonly codes: readonly Code[];
  /** Why authentication failed. */
  readonly reason?: AuthFailure;
}

/** A finished attempt of a call to a source. */
interface CallLine {
  /** Undefined for a background read. */
  readonly requestId?: string;
  readonly source: Source;
  readonly endpoint: string;
  /** The number of the attempt, from 1. */
  readonly attempt: number;
  readonly ms: number;
  readonly status?: number;
  /** The code of the failure. An aborted attempt has neither a code nor a status. */
  readonly code?: Code;
}

/** Why a source gave no answer, for the operator. */
interface SourceFailure {
  readonly source: Source;
  readonly code: Code;
  /** A code of Node or a fixed sentence. It holds nothing that a vendor sent. */
  readonly detail: string;
}

export interface Log {
  /** The process was told to stop. */
  draining(): void;
  /** `info`; for probes and the files of GraphiQL `debug`. */
  request(line: RequestLine): void;
  /** `debug` */
  call(line: CallLine): void;
  /** `warn` */
  sourceFailed(failure: SourceFailure): void;
  /** `warn`: the server is overloaded, and has rejected so many requests since the line before. */
  overloaded(overload: { readonly rejected: number }): void;
  /** `error`: an unexpected error, with the id that the client gets. Only its kind and place are logged, not its text. */
  internalError(thrown: unknown, requestId: string): void;
  /** `warn`: a fixed sentence of this server, without data of clients or vendors. */
  warning(message: string): void;
}

/** Opens the log. */
export function createLog({ level, write }: LogOptions): Log {
  const output = write
    ? { write, writeSoon: write }
    : standardOutput((count) => lines.warn({ event: 'dropped', lines: count }));
  const lines: Logger = pino(
    {
      level,
      base: undefined,
      timestamp: () => `,"time":"${timeNow()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    output,
  );
  return {
    draining: () => lines.info({ event: 'draining' }),
    request: (line) => {
      const own = isRoutine(line.path) ? 'debug' : 'info';
      if (lines.isLevelEnabled(own)) output.writeSoon(textOf(own, line));
    },
    call: ({ requestId, source, endpoint, attempt, ms, status, code }) =>
      lines.debug({ event: 'call', requestId, source, endpoint, attempt, ms: Math.round(ms), status, code }),
    sourceFailed: ({ source, code, detail }) => lines.warn({ event: 'sourceFailed', source, code, detail }),
    overloaded: ({ rejected }) => lines.warn({ event: 'overloaded', rejected }),
    internalError: (thrown, requestId) => lines.error({ event: 'internalError', requestId, ...faultIn(thrown) }),
    warning: (message) => lines.warn({ event: 'warning', message }),
  };
}

/**
 * The line of a request. Written by hand, since there is one for each request and pino takes several times as long. That is
 * safe: each value is a number, or of a fixed list, or of letters that JSON need not escape (labels.ts).
 */
function textOf(level: 'debug' | 'info', line: RequestLine): string {
  const { requestId, caller, method, path, kind, operation, status, ms, calls, codes, reason } = line;
  const text = (name: string, value: string | undefined): string =>
    value === undefined ? '' : `,"${name}":"${value}"`;
  return (
    `{"level":"${level}","time":"${timeNow()}","event":"request","requestId":"${requestId}"${text('caller', callerOf(caller))}` +
    `,"method":"${method}","path":"${path}"${text('kind', kind === 'none' ? undefined : kind)}` +
    `${text('operation', operationOf(operation))}${status === undefined ? '' : `,"status":${status}`}` +
    `,"ms":${Math.round(ms)},"calls":${calls}${codes.length === 0 ? '' : `,"codes":${JSON.stringify(codes)}`}` +
    `${text('reason', reason)}}\n`
  );
}

let second = Number.NaN;
let startOfSecond = '';

/** The present time in ISO 8601. All but the milliseconds is made once a second. */
function timeNow(): string {
  const nowMs = Date.now();
  const ms = nowMs % 1000;
  if (nowMs - ms !== second) {
    second = nowMs - ms;
    startOfSecond = new Date(second).toISOString().slice(0, -'000Z'.length);
  }
  return `${startOfSecond}${String(ms).padStart(3, '0')}Z`;
}

/** How many characters may wait for a reader of the standard output: some thousand lines. */
const MAX_WAITING = 1024 * 1024;

interface Output {
  write(line: string): void;
  /** A moment later, together with other lines; in the order of all lines. */
  writeSoon(line: string): void;
}

/** A write for each line would take a tenth of the time of a small request. */
const SOON_MS = 10;

/** What `writeSoon` has not written yet. */
let soon = '';

function writeAllSoon(): void {
  if (soon === '') return;
  process.stdout.write(soon);
  soon = '';
}

/** Drops and counts lines while the reader is too slow. `dropped` gets their number when half of the room is free again. */
function standardOutput(dropped: (lines: number) => void): Output {
  const { stdout } = process;
  let missing = 0;
  const waiting = (): number => stdout.writableLength + soon.length;
  const report = (): void => {
    if (missing === 0) return;
    const lines = missing;
    missing = 0;
    dropped(lines);
  };
  // Without a reader of the log the server goes on.
  stdout.off('error', ignore).on('error', ignore);
  process.off('exit', writeAllSoon).on('exit', writeAllSoon);
  const hasRoom = (line: string): boolean => {
    if (waiting() < MAX_WAITING / 2) report();
    if (missing === 0 && waiting() + line.length <= MAX_WAITING) return true;
    // A process may have several logs, so each listens only while it misses lines.
    if (missing++ === 0) stdout.off('drain', report).once('drain', report);
    return false;
  };
  return {
    write: (line) => {
      if (!hasRoom(line)) return;
      writeAllSoon();
      stdout.write(line);
    },
    writeSoon: (line) => {
      if (!hasRoom(line)) return;
      if (soon === '') setTimeout(writeAllSoon, SOON_MS);
      soon += line;
    },
  };
}

const ignore = (): void => {};

/** How long a process that stops waits for the reader of its output. */
const MAX_FLUSH_MS = 1_000;

/** Resolves when the reader of the standard output has read everything, or after a second. */
export async function outputFlushed(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  writeAllSoon();
  process.stdout.write('', resolve);
  await Promise.race([promise, wait(MAX_FLUSH_MS)]);
}

/** How long the same failure of a source, or an overload, is not logged again. */
const REPEAT_MS = 60_000;
/** How many different failures are remembered. */
const MAX_FAILURES = 200;

/** Logs a failure when it begins, and then at most once a minute while it lasts. */
export function createFailureLog(
  clock: Pick<Clock, 'nowMs'>,
  log: Pick<Log, 'sourceFailed'>,
): (failure: SourceFailure) => void {
  const loggedAtMs = new Map<string, number>();
  return (failure) => {
    const key = [failure.source, failure.code, failure.detail].join(' ');
    const nowMs = clock.nowMs();
    const lastMs = loggedAtMs.get(key);
    if (lastMs !== undefined && nowMs - lastMs < REPEAT_MS) return;
    if (loggedAtMs.size >= MAX_FAILURES) loggedAtMs.clear();
    loggedAtMs.set(key, nowMs);
    log.sourceFailed(failure);
  };
}

/** Logs the first rejection of an overload, and then at most once a minute how many there were. */
export function createOverloadLog(clock: Pick<Clock, 'nowMs'>, log: Pick<Log, 'overloaded'>): () => void {
  let loggedAtMs = Number.NEGATIVE_INFINITY;
  let rejected = 0;
  return () => {
    rejected++;
    const nowMs = clock.nowMs();
    if (nowMs - loggedAtMs < REPEAT_MS) return;
    loggedAtMs = nowMs;
    log.overloaded({ rejected });
    rejected = 0;
  };
}
