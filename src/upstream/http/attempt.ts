/**
 * One HTTP exchange with a source, bounded in time and size. Does not interpret the answer; never follows a redirect.
 */
import { type Source, SourceError } from '../../errors.ts';
import type { Clock } from '../../time/clock.ts';
import { createTimeouts } from '../../time/deadline.ts';
import { type Body, ENCODINGS, LARGEST_PAGE, LARGEST_PIECE, readBody } from './body.ts';
import { ConnectError, type Connections, type Exchange } from './connections.ts';

/** The timeout of a whole exchange, and that of a pause within the body. */
const ATTEMPT_MS = 4_000;
const BODY_IDLE_MS = 2_000;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Empty if the status is one of failure and the body could not be read. */
  readonly text: string;
  /** What `text` was decoded from; absent if the body could not be read. The last body itself if the source sent it again. */
  readonly body?: Body;
}

class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}
const newTimeoutError = (): Error => new TimeoutError();

/** Sends one request. Throws a `SourceError` if no whole answer came: UNAVAILABLE, TIMEOUT, CONTRACT or TOO_LARGE. */
export async function attempt(
  source: Source,
  connections: Connections,
  exchange: Exchange,
  deadline: AbortSignal,
  clock: Clock,
): Promise<Answer> {
  const timeouts = createTimeouts(clock);
  try {
    timeouts.start(ATTEMPT_MS, newTimeoutError);
    const headers = { ...exchange.headers, accept: 'application/json', 'accept-encoding': ENCODINGS };
    const message = await connections.send({ ...exchange, headers }, timeouts, deadline);
    const { status } = message;
    const largest = exchange.isInOnePiece ? LARGEST_PIECE : LARGEST_PAGE;
    const idle = timeouts.start(BODY_IDLE_MS, newTimeoutError);
    const reading = { source, largest, last: exchange.lastBody, arrived: idle.restart };
    const body = await readBody(message, reading).catch((error: unknown) => {
      // A status of failure counts whatever comes after it: a 429 must not be lost.
      if (status >= 400) return undefined;
      throw error;
    });
    return { status, headers: message.headers, text: body?.text ?? '', body };
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const passed = timeouts.error();
    const isTimeout = deadline.aborted || passed instanceof TimeoutError;
    throw new SourceError(source, isTimeout ? 'TIMEOUT' : 'UNAVAILABLE', {
      detail: errorCode(passed ?? error),
      isOurs: timeouts.wasSuspended() || (error instanceof ConnectError && error.wasSuspended),
    });
  } finally {
    timeouts.clear();
  }
}

const errorCode = (error: unknown): string =>
  error instanceof Error ? String((error as NodeJS.ErrnoException).code ?? error.name) : 'unknown';
