/** The table of errors: every code has its facts, and what other files read from them agrees. */
import { describe, expect, it } from 'vitest';
import { codeOfStatus, ERROR_CODES, factsOf, SourceError } from '../src/errors.ts';

describe('the error table', () => {
  it('knows its own codes and no others', () => {
    expect(factsOf('COST_EXCEEDED')).toBe(ERROR_CODES.COST_EXCEEDED);
    for (const code of ['toString', '__proto__', 'OTHER', undefined, 7]) expect(factsOf(code)).toBeUndefined();
  });

  it('names the label of every code that rejects a whole request, and of no other', () => {
    for (const [code, facts] of Object.entries(ERROR_CODES)) {
      expect([code, 'rejection' in facts]).toEqual([code, facts.status !== 200]);
    }
  });

  it.each([
    [400, 'BAD_REQUEST'],
    [401, 'UNAUTHENTICATED'],
    [404, 'BAD_REQUEST'],
    [413, 'BAD_REQUEST'],
    [429, 'RATE_LIMITED'],
    [500, 'INTERNAL_SERVER_ERROR'],
    [503, 'UNAVAILABLE'],
  ] as const)('gives the status %i the code %s', (status, code) => {
    expect(codeOfStatus(status)).toBe(code);
  });

  it('puts the row into the message of a source', () => {
    expect(new SourceError('CALCOM', 'CONTRACT', { row: 3 }).message).toBe(
      'Cal.com sent an answer that this server does not understand (row 3).',
    );
    expect(new SourceError('ALO', 'CONTRACT', { moreRows: 40 }).message).toBe(
      'ALO sent an answer that this server does not understand (40 more rows).',
    );
  });
});
