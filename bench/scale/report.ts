/** The tables and the plot of what was measured. Pure. */
import type { ScaleMeasurement } from './measure.ts';
import { drawPanels, type Panel } from './plot.ts';
import { DIMENSIONS, type Dimension, SCALE_WORKS } from './worlds.ts';

/** The longest delay of the event loop that one heavy query caused. */
export interface Delay {
  readonly name: string;
  readonly status: number;
  readonly ms: number;
  readonly answerBytes: number;
  /** The codes of the errors in the answer. */
  readonly codes: readonly string[];
}

const titleOf = (work: string): string => SCALE_WORKS.find(({ name }) => name === work)?.title ?? work;
const dimensionsOf = ({ memory }: ScaleMeasurement): readonly Dimension[] =>
  DIMENSIONS.filter(({ name }) => memory.some(({ dimension }) => dimension === name));

/** A table for each dimension in Markdown: a row for each of its values. */
export function renderScale(measured: ScaleMeasurement): string {
  return dimensionsOf(measured)
    .map((dimension) => renderDimension(measured, dimension))
    .join('\n');
}

function renderDimension({ samples, memory }: ScaleMeasurement, { name, title }: Dimension): string {
  const works = SCALE_WORKS.map((work) => work.name);
  const rows = memory
    .filter(({ dimension }) => dimension === name)
    .map(({ value, rssBytes }) => {
      const cells = works.map((work) => {
        const sample = samples.find((one) => one.dimension === name && one.value === value && one.work === work);
        if (!sample) return '';
        const { uncachedMs, repeatedMs, answerBytes, codes } = sample;
        const errors = codes.length === 0 ? '' : ` (${codes.join(', ')})`;
        return `${inMs(uncachedMs)} · ${inMs(repeatedMs)} · ${inKb(answerBytes)} KB${errors}`;
      });
      return [value.toLocaleString('en-US'), ...cells, `${(rssBytes / 1e6).toFixed(0)} MB`];
    });
  return markdown([title, ...works.map(titleOf), 'memory'], rows);
}

export function renderDelays(delays: readonly Delay[]): string {
  const rows = delays.map(({ name, status, ms, answerBytes, codes }) => [
    name,
    [status, ...codes].join(' '),
    `${inKb(answerBytes)} KB`,
    `${ms.toFixed(0)} ms`,
  ]);
  return markdown(['query', 'status', 'answer', 'longest delay of the event loop'], rows);
}

/** The plot: for each dimension the CPU time of uncached requests, and of repeated ones. */
export function drawScale(measured: ScaleMeasurement): string {
  const kinds = [
    ['uncached', 'uncachedMs'],
    ['repeated', 'repeatedMs'],
  ] as const;
  const panels = dimensionsOf(measured).flatMap(({ name, title }) =>
    kinds.map(([kind, key]): Panel => {
      const lines = SCALE_WORKS.map((work) => ({
        title: work.title,
        points: measured.samples
          .filter((sample) => sample.dimension === name && sample.work === work.name)
          .map((sample) => [sample.value, sample[key]] as const),
      }));
      return {
        title: `${title}, ${kind}`,
        xLabel: `number of ${title}`,
        yLabel: 'CPU ms of a request',
        lines: lines.filter(({ points }) => points.length > 0),
      };
    }),
  );
  return drawPanels(panels);
}

const inMs = (ms: number): string => ms.toPrecision(3);
const inKb = (bytes: number): string => (bytes / 1_000).toPrecision(3);

const markdown = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map((_, index) => (index === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
