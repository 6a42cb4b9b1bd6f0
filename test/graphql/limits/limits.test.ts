/** The table of limits and the page that explains it agree. */
import { expect, it } from 'vitest';
import { formatNumber } from '../../../src/format-number.ts';
import { LIMITS } from '../../../src/graphql/limits/limits.ts';
import { tableOf } from '../../support/docs.ts';

const MILLION = 1_000_000;

/** The row of docs/query-limits.md for a limit begins with this text. */
const ROWS: Readonly<Partial<Record<keyof typeof LIMITS, string>>> = {
  tokens: 'tokens',
  directives: 'directives',
  aliases: 'aliases',
  depth: 'depth',
  repeats: 'one field in one place',
  cost: 'cost',
  textLength: 'characters of a text argument',
  answerLength: 'characters of an answer',
  requestErrors: 'errors',
};

it.each(Object.entries(ROWS))('the limit %s has its number in docs/query-limits.md', (name, start) => {
  const limit = LIMITS[name as keyof typeof LIMITS];
  const row = tableOf('docs/query-limits.md', '| limit | number | code |').find(([first = '']) =>
    first.startsWith(start),
  );
  const number = limit >= MILLION ? `${limit / MILLION} million` : formatNumber(limit);
  expect(row?.[1]).toMatch(new RegExp(`(?<![\\d,])${number}(?![\\d,])`));
});
