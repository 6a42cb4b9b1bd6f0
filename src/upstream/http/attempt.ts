/**
 * One HTTP exchange with a source: bytes out, text back, bounded in time and size. What the answer means is not
 * decided here; redirects are answers like any other and never followed.
 */
import { type Source, SourceError } from '../../errors.ts';
import type { Clock } from '../../time/clock.ts';
import { createTimeLimits } from '../../time/time-limits.ts';
import { ENCODINGS, LARGEST_PAGE, LARGEST_PIECE, readText } from './body.ts';
import type { Connections, Exchange } from './connections.ts';

/** What one exchange may take in all, and how long its body may pause. */
const ATTEMPT_MS = 4_000;
const BODY_IDLE_MS = 2_000;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Empty where the status says no and what followed it could not be read. */
  readonly text: string;
}

/** The answer took too long: it is cut off. */
class TooSlowError extends Error {
  override readonly name = 'TooSlowError';
}

/** Sends one request. Throws a `SourceError` where no whole answer came: UNAVAILABLE, TIMEOUT or CONTRACT. */
export async function attempt(
  source: Source,
  connections: Connections,
  exchange: Exchange,
  deadline: AbortSignal,
  clock: Clock,
): Promise<Answer> {
  const limits = createTimeLimits(clock);
  try {
    limits.set(ATTEMPT_MS, new TooSlowError());
    const headers = { ...exchange.headers, accept: 'application/json', 'accept-encoding': ENCODINGS };
    const answer = await connections.send({ ...exchange, headers }, limits, deadline);
    const status = answer.statusCode ?? 0;
    const wait = () => limits.set(BODY_IDLE_MS, new TooSlowError());
    let stopWaiting = wait();
    const largest = exchange.isInOnePiece ? LARGEST_PIECE : LARGEST_PAGE;
    const text = await readText(source, answer, largest, () => {
      stopWaiting();
      stopWaiting = wait();
    }).catch((error: unknown) => {
      // A status that says no is believed, whatever comes after it: a 429 must not go unheard.
      if (status >= 400) return '';
      throw error;
    });
    return { status, headers: answer.headersDistinct, text };
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const isTooSlow = deadline.aborted || limits.signal.reason instanceof TooSlowError;
    throw new SourceError(source, isTooSlow ? 'TIMEOUT' : 'UNAVAILABLE', {
      detail: errorCode(limits.signal.aborted ? limits.signal.reason : error),
      isOurs: limits.stoodStill(),
    });
  } finally {
    limits.lift();
  }
}

const errorCode = (error: unknown): string =>
  error instanceof Error ? String((error as NodeJS.ErrnoException).code ?? error.name) : 'unknown';
