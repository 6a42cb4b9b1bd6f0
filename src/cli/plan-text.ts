/** The plan of a query as text, for `npm run plan`. Pure. */
import { formatNumber } from '../format-number.ts';
import type { PlannedCalls, PlanReport } from '../graphql/plan/index.ts';

const HEAD = ['source', 'endpoint', 'min', 'max', 'cached'] as const;
/** The columns of names, which stand to the left; figures stand to the right. */
const NAMES = 2;

/** A table with the calls to each endpoint, the fields that cause them and what `max` depends on; then the price. */
export function planText({ plan, price: { min, max } }: PlanReport): string {
  if (plan.length === 0) return 'The query calls no source.\n';
  const rows = plan.map((planned) => HEAD.map((column) => `${planned[column]}`));
  const widths = HEAD.map((column, place) => Math.max(column.length, ...rows.map((row) => row[place]?.length ?? 0)));
  const lineOf = (row: readonly string[]): string =>
    row.map((cell, place) => cell[place < NAMES ? 'padEnd' : 'padStart'](widths[place] ?? 0)).join('  ');
  const indent = ' '.repeat((widths[0] ?? 0) + 2);
  const lines = plan.flatMap((planned, index) => [
    lineOf(rows[index] ?? []),
    ...causesOf(planned).map((cause) => indent + cause),
  ]);
  const price = `Price: ${min === max ? '' : `${formatNumber(min)} to `}${formatNumber(max)} ${max === 1 ? 'call' : 'calls'}.`;
  return `${[lineOf(HEAD), ...lines, '', price].join('\n')}\n`;
}

const causesOf = ({ fields, bound }: PlannedCalls): string[] => [
  `fields: ${fields.join(', ')}`,
  ...(bound === null ? [] : [`bound: ${bound}`]),
];

/** That the server would refuse a query; undefined where it would run it. `limit` is the most calls of one query. */
export const refusalText = (calls: number, limit: number): string | undefined =>
  calls <= limit
    ? undefined
    : `The server would refuse the query: it may need ${formatNumber(calls)} calls, and CALLER_CALLS_PER_QUERY is ${limit}.`;
