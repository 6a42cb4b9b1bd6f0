/** Tells what GraphQL made of a request: what kind of operation it was, and which errors are in the answer. */
import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import { GraphQLError } from 'graphql';
import type { Telemetry } from '../server/telemetry/telemetry.ts';
import { limitErrorOf } from './limits/limit-error.ts';

/** To stand behind all plugins that change an answer. */
export const watchOperations = ({ answered }: Pick<Telemetry, 'answered'>): ApolloServerPlugin => {
  const refused = (error: Error): void => {
    const code = error instanceof GraphQLError ? error.extensions.code : ApolloServerErrorCode.INTERNAL_SERVER_ERROR;
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
