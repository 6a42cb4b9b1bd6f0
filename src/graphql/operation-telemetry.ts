/** Tells what GraphQL made of a request: what kind of operation it was, and which errors are in the answer. */
import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { SourceError } from '../errors.ts';
import { limitErrorOf } from './limits/limit-error.ts';

/** What became of one operation. */
interface OperationOutcome {
  readonly kind?: string;
  readonly operation?: string;
  /** The codes of all errors in the answer. */
  readonly codes: readonly unknown[];
  /** Whether nothing was executed, */
  readonly isRefused: boolean;
  /** and that because the query asks for more than a limit allows. */
  readonly isTooMuch?: boolean;
}

/** What the engine reports. */
export interface GraphqlTelemetry {
  answered(outcome: OperationOutcome): void;
  /** Logs what no client may see, and returns the id that the client gets in its place. */
  internalError(thrown: unknown): string;
  /** A client gets the error of a source. The cause is for the operator alone. */
  sourceFailed(error: SourceError): void;
}

/** Reports each operation. Has to follow all plugins that change an answer. */
export const operationTelemetry = ({ answered }: Pick<GraphqlTelemetry, 'answered'>): ApolloServerPlugin => {
  const refused = (error: Error): void => {
    const code = error instanceof GraphQLError ? error.extensions.code : 'INTERNAL_SERVER_ERROR';
    answered({ codes: [code], isRefused: true });
  };
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ operation, response: { body }, errors: met = [] }) => {
        if (body.kind !== 'single') return;
        const { errors = [], data } = body.singleResult;
        answered({
          kind: operation?.operation,
          operation: operation?.name?.value,
          codes: errors.map(({ extensions }) => extensions?.code),
          isRefused: errors.length > 0 && data === undefined,
          isTooMuch: met.some(limitErrorOf),
        });
      },
    }),
    invalidRequestWasReceived: async ({ error }) => refused(error),
    contextCreationDidFail: async ({ error }) => refused(error),
  };
};
