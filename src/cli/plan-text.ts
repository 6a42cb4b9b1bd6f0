/** The plan of a query as text, for `npm run plan`. Pure. */
import type { PlannedCalls, PlanReport } from '../graphql/plan/index.ts';

const HEAD = ['source', 'endpoint', 'min', 'max', 'cached', 'fields', 'bound'];
/** The columns of figures, which stand to the right. */
const FIGURES = new Set([2, 3, 4]);

/** A table with a line for each endpoint, then the price. */
export function planText({ plan, price: { min, max } }: PlanReport): string {
  if (plan.length === 0) return 'The query calls no source.\n';
  const price = `Price: ${min === max ? '' : `${min} to `}${max} ${max === 1 ? 'call' : 'calls'}.`;
  return `${tableText([HEAD, ...plan.map(cellsOf)])}\n${price}\n`;
}

const cellsOf = ({ source, endpoint, min, max, cached, fields, bound }: PlannedCalls): string[] => [
  source,
  endpoint,
  `${min}`,
  `${max}`,
  `${cached}`,
  fields.join(', '),
  bound ?? '',
];

function tableText(rows: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        FIGURES.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** That the server would refuse a query; undefined where it would run it. `limit` is the most calls of one query. */
export const refusalText = (calls: number, limit: number): string | undefined =>
  calls <= limit
    ? undefined
    : `The server would refuse the query: it may need ${calls} calls, and CALLER_CALLS_PER_QUERY is ${limit}.`;
