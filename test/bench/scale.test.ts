/** The scale benchmark on a small scale: a table without a gap, and a plot. */
import { describe, expect, it } from 'vitest';
import { measureScale, type ScaleMeasurement } from '../../bench/scale/measure.ts';
import { drawPanels } from '../../bench/scale/plot.ts';
import { drawScale, renderDelays, renderScale } from '../../bench/scale/report.ts';
import { DIMENSIONS, SCALE_WORKS } from '../../bench/scale/worlds.ts';

describe('the scale', () => {
  it('is measured for each work at each size', { timeout: 120_000 }, async () => {
    const [people] = DIMENSIONS;
    if (!people) throw new Error('there is no dimension');
    const plan = { dimensions: [{ ...people, values: [20] }], rounds: 1, batchMs: 1, isPinned: false };
    const measured = await measureScale(plan, () => {});
    expect(measured.samples.map(({ work, codes }) => [work, codes])).toEqual(SCALE_WORKS.map(({ name }) => [name, []]));
    for (const { uncachedMs, repeatedMs, answerBytes } of measured.samples) {
      expect(Math.min(uncachedMs, repeatedMs)).toBeGreaterThan(0);
      expect(answerBytes).toBeGreaterThan(100);
    }
    const text = renderScale(measured);
    expect(text).not.toMatch(/NaN|undefined|Infinity|\(SOURCE/);
    expect(text).toMatch(/^\| 20 \|.*\| \d+ MB \|$/m);
    expect(drawScale(measured)).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('is drawn with a panel for each dimension and kind, with labels on both axes', () => {
    const measured: ScaleMeasurement = {
      samples: DIMENSIONS.flatMap(({ name, values }) =>
        values.flatMap((value) =>
          SCALE_WORKS.map(({ name: work }, index) => {
            const ms = (index + 1) * Math.sqrt(value);
            return { dimension: name, value, work, uncachedMs: ms, repeatedMs: ms / 10, answerBytes: 1_000, codes: [] };
          }),
        ),
      ),
      memory: DIMENSIONS.flatMap(({ name, values }) =>
        values.map((value) => ({ dimension: name, value, rssBytes: 100e6 })),
      ),
    };
    const svg = drawScale(measured);
    expect(svg.match(/CPU ms of a request/g)).toHaveLength(8);
    for (const { title } of DIMENSIONS) expect(svg).toContain(`number of ${title}`);
    for (const { title } of SCALE_WORKS) expect(svg).toContain(`>${title}<`);
    expect(svg.match(/<polyline/g)).toHaveLength(8 * SCALE_WORKS.length);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(renderScale(measured).match(/100 MB/g)).toHaveLength(12);
  });

  it('places points by their logarithm, and escapes titles', () => {
    const points = [
      [1, 1],
      [10, 10],
      [100, 100],
    ] as const;
    const panel = { title: 'a & b', xLabel: 'x', yLabel: 'y', lines: [{ title: '<one>', points }] };
    const svg = drawPanels([panel]);
    const [, text = ''] = /<polyline points="([^"]+)"/.exec(svg) ?? [];
    const [first, second, third] = text.split(' ').map((point) => point.split(',').map(Number));
    expect((second?.[0] ?? 0) - (first?.[0] ?? 0)).toBeCloseTo((third?.[0] ?? 0) - (second?.[0] ?? 0), 0);
    expect((second?.[1] ?? 0) - (first?.[1] ?? 0)).toBeCloseTo((third?.[1] ?? 0) - (second?.[1] ?? 0), 0);
    expect(svg).toContain('a &amp; b');
    expect(svg).toContain('&lt;one>');
  });

  it('lists the delays of the heavy queries', () => {
    const text = renderDelays([{ name: 'rows', status: 200, codes: ['SOURCE_TIMEOUT'], answerBytes: 2_000, ms: 41.6 }]);
    expect(text).toContain('| rows | 200 SOURCE_TIMEOUT | 2.00 KB | 42 ms |');
  });
});
