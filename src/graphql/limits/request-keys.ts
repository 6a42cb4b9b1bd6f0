/** Keys by which the results of equal requests are remembered. */
import type { OperationDefinitionNode } from 'graphql';
import { oncePerObject } from '../../once.ts';
import type { OperationRequest } from './argument-values.ts';

/** The longest variables of a request that is remembered. */
const MAX_VARIABLES_LENGTH = 2_000;

/** Returns a function that gives an operation with equal variables an equal key; undefined if the variables are long. */
export function createRequestKeys(): (request: Omit<OperationRequest, 'document'>) => string | undefined {
  let last = 0;
  const numberOf = oncePerObject((_: OperationDefinitionNode) => ++last);
  return ({ operation, variables = {} }) => {
    const text = shortText(variables);
    return text === undefined ? undefined : `${numberOf(operation)} ${text}`;
  };
}

/** The JSON of variables; undefined where it is long, or nested too deeply to be written. */
function shortText(variables: Readonly<Record<string, unknown>>): string | undefined {
  try {
    const text = JSON.stringify(variables);
    return text.length > MAX_VARIABLES_LENGTH ? undefined : text;
  } catch {
    return undefined;
  }
}
