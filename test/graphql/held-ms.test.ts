import { describe, expect, it } from 'vitest';
import { heldMsOf } from '../../src/graphql/held-ms.ts';

const failure = (code: string, retryAfterMs?: number) => ({
  message: '',
  extensions: { code, teamgraph: { source: 'ALO', retryAfterMs } },
});

describe('an answer holds', () => {
  it.each([
    ['as long as its data, without an error', [], Number.POSITIVE_INFINITY],
    ['a second, with an error that does not say when to try again', [failure('SOURCE_UNAVAILABLE')], 1_000],
    [
      'as long as its first error says',
      [failure('SOURCE_THROTTLED', 40_000), failure('SOURCE_OVERLOADED', 7_000)],
      7_000,
    ],
    ['as long as its data, with errors that last', [failure('FORBIDDEN'), failure('SOURCE_NOT_CONFIGURED')], Infinity],
    ['for no client, with a bug', [failure('FORBIDDEN'), failure('INTERNAL_SERVER_ERROR')], undefined],
    ['for no client, with an unknown error', [failure('SOMETHING')], undefined],
  ])('%s', (_, errors, heldMs) => {
    expect(heldMsOf({ data: { periods: null }, errors })).toBe(heldMs);
  });

  it('for no client, without data', () => {
    expect(heldMsOf({ data: null })).toBeUndefined();
    expect(heldMsOf({ errors: [failure('FORBIDDEN')] })).toBeUndefined();
  });
});
