/**
 * The log: JSON lines, one method an event, and of each event the fields that are listed here and no others. So what must
 * not be logged has no way in: there is no method that takes a text of somebody else's, or an object as it comes.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type Logger, pino } from 'pino';
import type { LogLevel } from '../../config/config.ts';
import type { Source } from '../../errors.ts';
import {
  type AuthFailure,
  type Code,
  callerOf,
  isAside,
  type Kind,
  type Method,
  operationOf,
  type PathWord,
} from './labels.ts';
import { faultIn } from './redaction.ts';
import type { SourceFailure } from './source-failures.ts';

export interface LogOptions {
  readonly level: LogLevel;
  /**
   * Takes one line, its end included. The default writes it to the standard output; what a reader that stopped leaves behind is
   * bounded, and the lines beyond are counted in a `warn` once it reads on.
   */
  write?(line: string): void;
}

/** A request that is over. */
export interface RequestLine {
  readonly requestId: string;
  /** Whoever asked, by the name that we have for them; undefined where nobody knows. */
  readonly caller?: string;
  readonly method: Method;
  readonly path: PathWord;
  readonly kind: Kind;
  /** The client's name for what it asked. */
  readonly operation?: string;
  /** Undefined where the client left before it was answered. */
  readonly status?: number;
  readonly ms: number;
  /** Calls to sources that it caused itself. */
  readonly calls: number;
  /** The codes of the errors in the answer, each once. */
  readonly codes: readonly Code[];
  /** Why nobody knows who asked. */
  readonly reason?: AuthFailure;
}

/** A call to a source that is over. */
interface CallLine {
  /** Undefined where no request caused it. */
  readonly requestId?: string;
  readonly source: Source;
  readonly endpoint: string;
  /** Of the same read, from 1. */
  readonly attempt: number;
  readonly ms: number;
  readonly status?: number;
  /** Of its failure; neither a code nor a status has one that nobody waited for any more. */
  readonly code?: Code;
}

export interface Log {
  /** It was told to stop. */
  draining(): void;
  /** `info`; what monitors ask, and the files of the page, are `debug`. */
  request(line: RequestLine): void;
  /** `debug` */
  call(line: CallLine): void;
  /** `warn` */
  sourceFailed(failure: SourceFailure): void;
  /** `error`: what no client may see, under the id that the client is told. Kind and place, and never its text. */
  internalError(thrown: unknown, requestId: string): void;
  /** `warn`: a sentence of ours, that holds nothing that anybody sent. */
  warning(message: string): void;
}

export function createLog({ level, write }: LogOptions): Log {
  const lines: Logger = pino(
    {
      level,
      base: undefined,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (word) => ({ level: word }) },
    },
    { write: write ?? standardOutput((count) => lines.warn({ event: 'dropped', lines: count })) },
  );
  return {
    draining: () => lines.info({ event: 'draining' }),
    request: ({ requestId, caller, method, path, kind, operation, status, ms, calls, codes, reason }) =>
      lines[isAside(path) ? 'debug' : 'info']({
        event: 'request',
        requestId,
        caller: callerOf(caller),
        method,
        path,
        kind: kind === 'none' ? undefined : kind,
        operation: operationOf(operation),
        status,
        ms: Math.round(ms),
        calls,
        codes: codes.length === 0 ? undefined : codes,
        reason,
      }),
    call: ({ requestId, source, endpoint, attempt, ms, status, code }) =>
      lines.debug({ event: 'call', requestId, source, endpoint, attempt, ms: Math.round(ms), status, code }),
    sourceFailed: ({ source, code, detail }) => lines.warn({ event: 'sourceFailed', source, code, detail }),
    internalError: (thrown, requestId) => lines.error({ event: 'internalError', requestId, ...faultIn(thrown) }),
    warning: (message) => lines.warn({ event: 'warning', message }),
  };
}

const ignore = (): void => {};

/** How much may wait for a reader of the standard output, in characters: some thousand lines. */
const MOST_WAITING = 1024 * 1024;
/** How long a process that ends waits for the reader. */
const LAST_WAIT_MS = 1_000;

/** While nobody reads, lines are dropped and counted; `dropped` is told how many, once there is room for half again. */
function standardOutput(dropped: (lines: number) => void): (line: string) => void {
  const { stdout } = process;
  let missing = 0;
  const tell = (): void => {
    if (missing === 0) return;
    const lines = missing;
    missing = 0;
    dropped(lines);
  };
  // That nobody reads the log any more is no reason to stop.
  stdout.off('error', ignore).on('error', ignore);
  return (line) => {
    if (stdout.writableLength < MOST_WAITING / 2) tell();
    if (missing === 0 && stdout.writableLength + line.length <= MOST_WAITING) stdout.write(line);
    // Waited for only while lines are missing: a process may have many logs, and the output is one.
    else if (missing++ === 0) stdout.off('drain', tell).once('drain', tell);
  };
}

/** Resolves when the reader of the standard output has taken everything, and after a second in any case. */
export async function outputTaken(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  process.stdout.write('', resolve);
  await Promise.race([promise, wait(LAST_WAIT_MS)]);
}
