/** A server whose sandbox lives now: what it answers about this time, and across midnight. */
import { afterEach, describe, expect, it } from 'vitest';
import { createJumpingClock } from '../support/clock.ts';
import { ask, startGraph } from '../support/graph.ts';
import { startMain } from '../support/process.ts';

const DAY_MS = 24 * 60 * 60_000;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const NOW = /* GraphQL */ `
  query Now($past: DateTimeRange!, $ahead: DateTimeRange!) {
    past: bookings(filter: { range: $past }) { totalCount }
    ahead: bookings(filter: { range: $ahead }) { totalCount }
    upcoming: bookings(filter: { status: [UPCOMING] }, first: 250) { nodes { end } }
    over: bookings(filter: { status: [PAST] }, first: 250) { nodes { end } }
    periods(range: $past) { nodes { start end actions(first: 100) { nodes { createdAt } } } }
    teamStats(range: $past) { prospect { nodes { contacted } } }
  }
`;

/** Asks for the seven days before and after an instant, and expects data in each. */
async function expectLife(url: string, nowMs: number): Promise<void> {
  const [from, now, to] = [-7, 0, 7].map((days) => new Date(nowMs + days * DAY_MS).toISOString());
  const { data, errors } = await ask(url, NOW, { past: { from, to: now }, ahead: { from: now, to } });
  expect(errors).toBeUndefined();
  expect(data.past.totalCount).toBeGreaterThan(10);
  expect(data.ahead.totalCount).toBeGreaterThan(10);
  const ends = (list: { nodes: { end: string }[] }) => list.nodes.map(({ end }) => Date.parse(end));
  expect(Math.min(...ends(data.upcoming))).toBeGreaterThanOrEqual(nowMs);
  // The server needs a moment from the instant on.
  expect(Math.max(...ends(data.over))).toBeLessThanOrEqual(nowMs + 60_000);
  const periods: { start: string; end: string; actions: { nodes: { createdAt: string }[] } }[] = data.periods.nodes;
  expect(periods.some(({ start, end }) => Date.parse(start) <= nowMs && Date.parse(end) > nowMs)).toBe(true);
  const made = periods.flatMap(({ actions }) => actions.nodes).map(({ createdAt }) => Date.parse(createdAt));
  expect(made.filter((atMs) => atMs > nowMs - 7 * DAY_MS).length).toBeGreaterThan(10);
  expect(Math.max(...made)).toBeLessThanOrEqual(nowMs + 60_000);
  const contacted: number[] = data.teamStats.prospect.nodes.map((row: { contacted: number }) => row.contacted);
  expect(contacted.some((count) => count > 0)).toBe(true);
}

const tabsOf = async (url: string): Promise<readonly { query: string; variables: string }[]> => {
  const response = await fetch(new URL('/graphiql/tabs.json', url), { headers: { connection: 'close' } });
  return (await response.json()) as readonly { query: string; variables: string }[];
};

/** Runs every ready tab with its values, and returns the range of these. */
async function runTabs(url: string): Promise<{ readonly from: string; readonly to: string }> {
  let range: { from: string; to: string } | undefined;
  for (const { query, variables } of await tabsOf(url)) {
    const values = JSON.parse(variables);
    range ??= values.range;
    const { data, errors } = await ask(url, query, values);
    expect(errors, query).toBeUndefined();
    expect(JSON.stringify(data).length, query).toBeGreaterThan(200);
  }
  if (!range) throw new Error('no tab has a range');
  return range;
}

describe('a server without settings', () => {
  it.each(['', 'now'])('serves data of this time, with SANDBOX_NOW=%s', async (SANDBOX_NOW) => {
    const main = startMain({ SANDBOX_NOW });
    closers.push(main.end);
    const url = await main.ready();
    await expectLife(url, Date.now());
    const { from, to } = await runTabs(url);
    expect(Date.parse(to) - Date.parse(from)).toBe(7 * DAY_MS);
    expect(Date.now() - Date.parse(to)).toBeGreaterThanOrEqual(0);
    expect(Date.now() - Date.parse(to)).toBeLessThan(8 * DAY_MS);
  });

  it('does not start with another SANDBOX_NOW, and names it beside the other bad settings', async () => {
    const { output, exited } = startMain({ SANDBOX_NOW: '2026-03-18T12:00:00', CACHE: 'maybe' });
    expect(await exited).toEqual([1, null]);
    expect(output.stdout).toBe('');
    expect(output.stderr).toMatch(/^[^\n]+\n$/);
    for (const name of ['SANDBOX_NOW: expected now, or an ISO 8601 instant', 'CACHE: expected one of on, off']) {
      expect(output.stderr).toContain(name);
    }
  });
});

describe('a server that runs across midnight', () => {
  it('answers as before, from the Sunday into the new week', async () => {
    // The last minutes of a Sunday.
    const startMs = Date.parse('2026-12-06T23:58:00Z');
    const clock = createJumpingClock();
    const beganMs = clock.nowMs();
    const now = () => startMs + Math.floor(clock.nowMs() - beganMs);
    const graph = await startGraph({ sandbox: { now }, settings: { CACHE: 'on' }, clock });
    closers.push(graph.close);
    await expectLife(graph.url, now());
    expect(await runTabs(graph.url)).toEqual({ from: '2026-11-23T00:00:00.000Z', to: '2026-11-30T00:00:00.000Z' });
    for (const minutes of [4, 30, 24 * 60, 3 * 24 * 60]) {
      clock.jump(minutes * 60_000);
      await expectLife(graph.url, now());
    }
    // Values of tabs are looked up again after ten minutes, behind the first request.
    await tabsOf(graph.url);
    await expect
      .poll(() => runTabs(graph.url))
      .toEqual({ from: '2026-11-30T00:00:00.000Z', to: '2026-12-07T00:00:00.000Z' });
    expect(graph.internalErrors).toEqual([]);
  });
});
