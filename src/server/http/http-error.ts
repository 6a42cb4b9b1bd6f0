/** A request that is rejected before GraphQL sees it. */
import { codeOfStatus, type ErrorCode } from '../../errors.ts';

interface HttpErrorOptions {
  /** The code of the error, where it is not the one that the error table has for the status. */
  readonly code?: ErrorCode;
  readonly headers?: Readonly<Record<string, string>>;
  /** `extensions.teamgraph` of the error. */
  readonly teamgraph?: Readonly<Record<string, unknown>>;
}

/** Answers a request with a status and a JSON body of one error. The message reaches the client. */
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
