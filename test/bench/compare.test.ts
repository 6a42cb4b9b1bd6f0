/** The comparison benchmark on a small scale: right answers, and a table without a gap. No peer from the network is needed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAnswer, checkVaryingAnswers } from '../../bench/compare/check.ts';
import { CONDITIONS } from '../../bench/compare/conditions.ts';
import { measureFirst, renderFirst } from '../../bench/compare/first-answers.ts';
import { measure, type Plan, type Sample } from '../../bench/compare/measure.ts';
import { play, record, withoutCounts } from '../../bench/compare/recording.ts';
import { type RunningServer, SERVERS, startServer } from '../../bench/compare/servers.ts';
import { renderTables, tablesOf } from '../../bench/compare/table.ts';
import { WORKS } from '../../bench/compare/works.ts';

const MAX_MS = 120_000;
const one = <Named extends { readonly name: string }>(all: readonly Named[], name: string): Named => {
  const found = all.find((each) => each.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
};

const plan: Plan = {
  servers: ['join', 'ours', 'bare', 'ours-cached'].map((name) => one(SERVERS, name)),
  works: ['TeamDashboard', 'Refetch'].map((name) => one(WORKS, name)),
  conditions: ['equal-0', 'varying-0', 'repeated'].map((name) => one(CONDITIONS, name)),
  rounds: 2,
  batchMs: 1,
  warmUpMs: 1,
  concurrency: 2,
  isPinned: false,
};

describe('the comparison', () => {
  let samples: readonly Sample[];
  // It rejects where an answer differs from that of the oracle, or where the upstream is asked what was not recorded.
  beforeAll(async () => {
    ({ samples } = await measure(plan, () => {}));
  }, MAX_MS);

  it('measures each server in each round, and has a cell for each server and work', () => {
    const tables = tablesOf(plan, samples);
    expect(tables.map(({ condition, rows }) => [condition.name, rows.map(({ server }) => server)])).toEqual([
      ['equal-0', ['join', 'ours']],
      ['varying-0', ['join', 'ours']],
      ['repeated', ['bare', 'ours-cached']],
    ]);
    const cells = tables.flatMap(({ rows }) => rows.flatMap((row) => row.cells));
    expect(cells.length).toBe(12);
    expect(samples.length).toBe(24);
    for (const { ratio, leastMs, medianMs, mostMs } of cells) {
      expect(ratio).toBeGreaterThan(0);
      expect(leastMs).toBeGreaterThan(0);
      expect([leastMs, medianMs, mostMs]).toEqual([leastMs, medianMs, mostMs].toSorted((a, b) => a - b));
    }
    const text = renderTables(plan, tables);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    expect(text.match(/^\| hand-written join.*\*\*100 %\*\*.*\*\*100 %\*\*/gm)?.length).toBe(2);
    expect(text.match(/^\| bare node:http.*\*\*100 %\*\*.*\*\*100 %\*\*/gm)?.length).toBe(1);
  });

  it('asks the upstream as often for teamgraph as for the join', () => {
    const uncached = tablesOf(plan, samples).filter(({ condition }) => condition.kind === 'uncached');
    for (const { rows } of uncached) {
      expect(Object.fromEntries(rows.map(({ server, cells }) => [server, cells.map(({ calls }) => calls)]))).toEqual({
        join: [7, 1],
        ours: [7, 1],
      });
    }
  });
});

describe('the first answers', () => {
  it('are measured beside their longest chain of calls, and so is the start', { timeout: MAX_MS }, async () => {
    const works = [one(WORKS, 'Refetch')];
    const server = one(SERVERS, 'ours');
    const small = { server, works, starts: 1, answers: 1, warmUpMs: 1, idleMs: 1, isPinned: false };
    const first = await measureFirst(small, () => {});
    expect(first.answers.map(({ work, cold, warm }) => [work, cold.chain, warm.chain])).toEqual([['Refetch', 1, 1]]);
    for (const { cpuMs, rssBytes } of Object.values(first.starts)) {
      expect(cpuMs).toBeGreaterThan(0);
      expect(rssBytes).toBeGreaterThan(10e6);
    }
    const text = renderFirst(first, works);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    expect(text).toMatch(/^\| cold: the first request of a process \| \d+ ms = 1 × 20 \+ \*\*-?\d+\*\* ms \|$/m);
  });
});

describe('an answer', () => {
  const work = one(WORKS, 'Refetch');
  const expected = { nodes: [{ name: 'W11 #100000' }] };
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer(one(SERVERS, 'bare'), { settings: {}, core: undefined, connections: 1 });
  }, MAX_MS);
  afterAll(() => server.end());

  it('that differs from the expected one ends the comparison, and so do errors', async () => {
    await server.giveAnswers({ Refetch: '{"data":{"nodes":[{"name":"W12 #100000"}]}}' });
    await expect(checkAnswer(server, work, expected)).rejects.toThrow(
      'bare answers Refetch wrongly: data.nodes.0.name is "W12 #100000", not "W11 #100000"',
    );
    await server.giveAnswers({ Refetch: '{"data":{"nodes":[{"name":"W11 #100000"}]},"errors":[{"message":"no"}]}' });
    await expect(checkAnswer(server, work, expected)).rejects.toThrow('[{"message":"no"}]');
  });

  it('that is repeated while the upstream changes ends the comparison', async () => {
    await server.giveAnswers({ Refetch: '{"data":{"nodes":[{"name":"W11 #100017"}]}}' });
    await checkAnswer(server, work, expected);
    await expect(checkVaryingAnswers(server, work, expected)).rejects.toThrow('bare repeats an answer to Refetch');
  });
});

describe('a recorded answer', () => {
  const BODY = '{"periods":[{"id":304,"name":"W10"},{"id":305,"name":"W11"}]}';
  const textOf = (target: string, body: string, count: number) => play(record(target, body), count).toString();

  it('has a value that changes, and always the same length', () => {
    expect(textOf('/periods', BODY, 0)).toBe(BODY.replace('W11', 'W11 #100000'));
    expect(textOf('/periods', BODY, 7)).toBe(BODY.replace('W11', 'W11 #100007'));
    expect(textOf('/periods', BODY, 899_999)).toBe(BODY.replace('W11', 'W11 #999999'));
    expect(textOf('/periods', BODY, 900_000)).toBe(textOf('/periods', BODY, 0));
    expect(textOf('/v1/analytics/team/stats', '{"payload":{"data":[{"opened":3}]}}', 7)).toBe(
      '{"payload":{"data":[{"opened":100007}]}}',
    );
    expect(withoutCounts(textOf('/periods', BODY, 7))).toBe(textOf('/periods', BODY, 0));
  });

  it('of a directory stays as it is', () => {
    expect(textOf('/v1/user/team-member-list', BODY, 7)).toBe(BODY);
  });
});

describe('the table', () => {
  it('gives the ratio of medians, scaled by the calibration, and the spread', () => {
    const small: Plan = { ...plan, works: [one(WORKS, 'Refetch')], conditions: [one(CONDITIONS, 'equal-0')] };
    const sample = (server: string, cpuUs: number, calibrationUs: number): Sample => {
      return { condition: 'equal-0', work: 'Refetch', server, requests: 1, cpuUs, calibrationUs, calls: 1 };
    };
    // The core was half as fast in the last round.
    const rounds = [1_000, 1_000, 2_000];
    const taken = rounds.flatMap((calibrationUs, round) => {
      const factor = calibrationUs / 1_000;
      return [
        sample('join', 500 * factor, calibrationUs),
        sample('ours', (2_000 + 100 * round) * factor, calibrationUs),
      ];
    });
    const [table] = tablesOf(small, taken);
    expect(table?.rows.map(({ cells }) => cells)).toEqual([
      [{ ratio: 100, medianMs: 0.5, leastMs: 0.5, mostMs: 0.5, calls: 1 }],
      [{ ratio: 500 / 21, medianMs: 2.1, leastMs: 2, mostMs: 2.2, calls: 1 }],
    ]);
  });
});
