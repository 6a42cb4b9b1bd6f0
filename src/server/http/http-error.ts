/** A request that is turned away before GraphQL sees it, and how its refusal reads. */
import { ApolloServerErrorCode } from '@apollo/server/errors';

/** The codes of refusals at the door, by status; of any other it is BAD_REQUEST. */
const CODES: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  429: 'RATE_LIMITED',
  500: ApolloServerErrorCode.INTERNAL_SERVER_ERROR,
  503: 'UNAVAILABLE',
};

interface Refusal {
  /** Instead of the code that stands for the status. */
  readonly code?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What else the client is told, in `extensions.teamgraph`. */
  readonly teamgraph?: Readonly<Record<string, unknown>>;
}

export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly teamgraph: Readonly<Record<string, unknown>> | undefined;

  constructor(status: number, message: string, { code, headers = {}, teamgraph }: Refusal = {}) {
    super(message);
    this.status = status;
    this.code = code ?? CODES[status] ?? ApolloServerErrorCode.BAD_REQUEST;
    this.headers = headers;
    this.teamgraph = teamgraph;
  }

  /** The body of the answer. */
  toJSON(): object {
    return { errors: [{ message: this.message, extensions: { code: this.code, teamgraph: this.teamgraph } }] };
  }
}
