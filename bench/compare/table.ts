/** Tables of what was measured: ratios of medians, medians and their spread. Pure. */
import type { Condition, Plan, Sample } from './measure.ts';
import { BASELINES } from './servers.ts';

interface Cell {
  /** 100 is the baseline; more is faster. */
  readonly ratio: number;
  /** CPU milliseconds of one request: normalized by the calibration. */
  readonly medianMs: number;
  readonly leastMs: number;
  readonly mostMs: number;
  /** Upstream calls of one request. */
  readonly calls: number;
}

export interface Table {
  readonly condition: Condition;
  readonly rows: readonly { readonly server: string; readonly title: string; readonly cells: readonly Cell[] }[];
}

/** A table for each condition: a row for each of its servers, in it a cell for each work. */
export function tablesOf({ conditions, servers, works }: Plan, samples: readonly Sample[]): Table[] {
  const reference = median(samples.map(({ calibrationUs }) => calibrationUs));
  const of = (condition: string, server: string, work: string) =>
    samples.filter((one) => one.condition === condition && one.server === server && one.work === work);
  const inMs = ({ cpuUs, calibrationUs }: Sample): number => (cpuUs * reference) / calibrationUs / 1_000;
  return conditions.map((condition) => {
    const cellOf = (server: string, work: string): Cell => {
      const taken = of(condition.name, server, work);
      const values = taken.map(inMs);
      const baseline = median(of(condition.name, BASELINES[condition.kind], work).map(inMs));
      return {
        ratio: (100 * baseline) / median(values),
        medianMs: median(values),
        leastMs: Math.min(...values),
        mostMs: Math.max(...values),
        calls: median(taken.map(({ calls }) => calls)),
      };
    };
    return {
      condition,
      rows: servers
        .filter(({ kind }) => kind === condition.kind)
        .map(({ name, title }) => ({ server: name, title, cells: works.map((work) => cellOf(name, work.name)) })),
    };
  });
}

/** All tables in Markdown. */
export function renderTables({ works }: Plan, tables: readonly Table[]): string {
  const heads = works.map(({ title }) => title);
  const ofCondition = ({ condition, rows }: Table) =>
    `**${condition.title}**\n\n${markdown(
      ['', ...heads],
      rows.map(({ title, cells }) => [title, ...cells.map(renderCell)]),
    )}`;
  const calls = tables.find(({ condition }) => condition.kind === 'uncached');
  const ofCalls =
    calls &&
    `**Upstream calls of one request**\n\n${markdown(
      ['', ...heads],
      calls.rows.map(({ title, cells }) => [title, ...cells.map((cell) => cell.calls.toFixed(0))]),
    )}`;
  return [...tables.map(ofCondition), ...(ofCalls ? [ofCalls] : [])].join('\n');
}

function renderCell({ ratio, medianMs, leastMs, mostMs }: Cell): string {
  const inMs = (value: number) => value.toPrecision(3);
  const share = ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(1);
  return `**${share} %** · ${inMs(medianMs)} ms (${inMs(leastMs)}–${inMs(mostMs)})`;
}

const markdown = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, ['---', ...heads.slice(1).map(() => '---:')], ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}
