/** The error of a request that the HTTP server rejects before the engine sees it. */
import { AuthUnavailableError, codeOfStatus, type ErrorCode, UnauthenticatedError } from '../../errors.ts';

interface HttpErrorOptions {
  /** The code of the error. Without it, the code that the error table has for the status. */
  readonly code?: ErrorCode;
  readonly headers?: Readonly<Record<string, string>>;
  /** `extensions.teamgraph` of the error. */
  readonly teamgraph?: Readonly<Record<string, unknown>>;
}

/** Becomes a response with a status and a JSON body of one error. The message reaches the client. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly code: ErrorCode;
  readonly headers: Readonly<Record<string, string>>;
  readonly teamgraph: Readonly<Record<string, unknown>> | undefined;

  constructor(status: number, message: string, { code, headers = {}, teamgraph }: HttpErrorOptions = {}) {
    super(message);
    this.status = status;
    this.code = code ?? codeOfStatus(status);
    this.headers = headers;
    this.teamgraph = teamgraph;
  }

  /** The body of the response. */
  toJSON(): object {
    return { errors: [{ message: this.message, extensions: { code: this.code, teamgraph: this.teamgraph } }] };
  }
}

/** The rejection that a thrown error stands for; undefined for an unexpected error. */
export function httpErrorOf(error: unknown): HttpError | undefined {
  if (error instanceof HttpError) return error;
  if (error instanceof UnauthenticatedError) {
    return new HttpError(401, error.message, { headers: { 'www-authenticate': 'Bearer' } });
  }
  if (error instanceof AuthUnavailableError) {
    return new HttpError(503, error.message, { code: error.code, ...retryAfter(error.retryAfterMs) });
  }
  return undefined;
}

/** The options of an error that ends after `ms` milliseconds: for clients that read headers, and for those that read the body. */
export const retryAfter = (ms: number) => ({
  headers: { 'retry-after': String(Math.max(1, Math.ceil(ms / 1000))) },
  teamgraph: { retryAfterMs: Math.ceil(ms) },
});
