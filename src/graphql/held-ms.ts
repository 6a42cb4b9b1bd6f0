/** How long an answer holds: one with errors only as long as they last. */
import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import { FAILURE_LASTS_MS, factsOf } from '../errors.ts';

/**
 * In milliseconds; infinity for an answer that only its data limits. Undefined for an answer without data, and for one with a
 * bug of this server.
 */
export function heldMsOf({ data, errors = [] }: Pick<FormattedExecutionResult, 'data' | 'errors'>): number | undefined {
  if (!data) return undefined;
  let heldMs = Number.POSITIVE_INFINITY;
  for (const error of errors) {
    const lastsMs = lastsMsOf(error);
    if (lastsMs === undefined) return undefined;
    heldMs = Math.min(heldMs, lastsMs);
  }
  return heldMs;
}

function lastsMsOf({ extensions = {} }: GraphQLFormattedError): number | undefined {
  const facts = factsOf(extensions.code);
  if (facts?.isLasting) return Number.POSITIVE_INFINITY;
  if (facts?.owner !== 'SOURCE') return undefined;
  const { retryAfterMs } = Object(extensions.teamgraph);
  return typeof retryAfterMs === 'number' ? retryAfterMs : FAILURE_LASTS_MS;
}
