/** Reports each GraphQL operation to telemetry: its kind, and the errors of its answer. */
import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { SourceError } from '../errors.ts';
import { limitErrorOf } from './limits/limit-error.ts';

interface OperationOutcome {
  readonly kind?: string;
  readonly operation?: string;
  /** The codes of all errors in the answer. */
  readonly codes: readonly unknown[];
  /** Nothing was executed. */
  readonly isRejected: boolean;
  /** The query is beyond a limit. */
  readonly isBeyondLimit?: boolean;
}

/** The events that the engine reports. */
export interface GraphqlTelemetry {
  answered(outcome: OperationOutcome): void;
  /** Logs an error that no client may see. Returns the id that the client gets instead. */
  internalError(thrown: unknown): string;
  /** A client gets this error. Its cause is for the operator only. */
  sourceFailed(error: SourceError): void;
}

/** Reports each operation. Must come after all plugins that change an answer. */
export const operationTelemetry = ({ answered }: Pick<GraphqlTelemetry, 'answered'>): ApolloServerPlugin => {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ operation, response: { body }, errors: met = [] }) => {
        if (body.kind !== 'single') return;
        const { errors = [], data } = body.singleResult;
        answered({
          kind: operation?.operation,
          operation: operation?.name?.value,
          codes: errors.map(({ extensions }) => extensions?.code),
          isRejected: errors.length > 0 && data === undefined,
          isBeyondLimit: met.some(limitErrorOf),
        });
      },
    }),
    invalidRequestWasReceived: async ({ error }) => {
      const code = error instanceof GraphQLError ? error.extensions.code : 'INTERNAL_SERVER_ERROR';
      answered({ codes: [code], isRejected: true });
    },
  };
};
