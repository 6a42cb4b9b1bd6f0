/** A dashboard that is loaded again and again, up to the present: each of its questions is one call a minute at most. */
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/time/clock.ts';
import { type Graph, startGraph } from '../support/graph.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const WEEK = 7 * 24 * 60 * MINUTE;
const LOADS = 45;
/** Shortly after the time for the vendors. */
const START_MS = Date.parse('2026-03-18T12:00:13.402Z');

const QUERY = `query ($range: DateTimeRange!) {
  bookings(filter: { range: $range }, first: 20) { totalCount nodes { uid } }
  created: bookings(filter: { created: $range }, first: 20) { nodes { uid } }
  updated: bookings(filter: { updated: $range }, first: 20) { nodes { uid } }
  routedTo(range: $range, every: DAY, scope: TEAM) { complete users { total } }
  memberStats(range: $range, rangeOf: CREATED_AT, timeZone: "UTC", scope: TEAM) { mostBookings { value } }
  teamStats(range: $range, countBy: ABSOLUTE) {
    prospect(orderBy: { field: REPLIED, direction: DESC }) { complete }
    email(orderBy: { field: SENT, direction: DESC }) { complete }
  }
}`;

let graph: Graph | undefined;
afterEach(() => graph?.close());

/** A graph with a cache, under a clock that stands still between two loads. */
async function start() {
  const time = { atMs: 0 };
  const clock = { ...systemClock, nowMs: () => time.atMs, epochMs: () => START_MS + time.atMs };
  graph = await startGraph({ settings: { CACHE: 'on' }, clock });
  const { sandbox, ask } = graph;
  /** The calls of each load, by question. */
  const loads: { readonly atMs: number; readonly questions: readonly string[] }[] = [];
  const load = async (fromMs: (nowMs: number, index: number) => number) => {
    const before = [sandbox.calcom.calls.length, sandbox.saleshandy.calls.length];
    const nowMs = clock.epochMs();
    const range = { from: new Date(fromMs(nowMs, loads.length)).toISOString(), to: new Date(nowMs).toISOString() };
    const { data, errors } = await ask(QUERY, { range });
    expect(errors).toBeUndefined();
    const calls = [sandbox.calcom, sandbox.saleshandy].flatMap((vendor, index) => vendor.calls.slice(before[index]));
    loads.push({ atMs: nowMs, questions: calls.map(questionOf).filter((question) => question !== undefined) });
    return data;
  };
  return { time, load, loads };
}

/** Which question of the query a call answers; undefined for directories. */
function questionOf({ path, query, body }: Graph['sandbox']['calcom']['calls'][number]): string | undefined {
  if (path.endsWith('/bookings'))
    return ['afterCreatedAt', 'afterUpdatedAt'].find((name) => query.has(name)) ?? 'bookings';
  if (path.endsWith('/insights/bookings/members')) return 'memberStats';
  if (path.endsWith('/routed-to-per-period')) return 'routedTo';
  return path.endsWith('/team/stats') ? `teamStats ${(body as { type: string }).type}` : undefined;
}

describe.each([
  ['and starts a week before', (nowMs: number) => nowMs - WEEK],
  // The client reads its clock twice, mostly in another millisecond.
  ['and starts a week before, or a little later', (nowMs: number, index: number) => nowMs - WEEK + (index % 4)],
  ['and starts a week before, or a little earlier', (nowMs: number, index: number) => nowMs - WEEK - (index % 4)],
  ['and has a fixed start', () => Date.parse('2026-03-11T09:30:17Z')],
])('a range that ends in the present %s', (_, fromMs) => {
  it('is one call a minute for each question, however often it is loaded', async () => {
    const { time, load, loads } = await start();
    for (let index = 0; index < LOADS; index++) {
      await load(fromMs);
      time.atMs += 7 * SECOND;
    }
    const minutes = Map.groupBy(loads, ({ atMs }) => Math.floor(atMs / MINUTE));
    for (const [, some] of minutes) {
      const asked = some.flatMap(({ questions }) => questions);
      expect(asked.toSorted()).toEqual([...new Set(asked)].sort());
    }
    const counts = Map.groupBy(
      loads.flatMap(({ questions }) => questions),
      (question) => question,
    );
    expect([...counts.keys()].sort()).toEqual([
      ...['afterCreatedAt', 'afterUpdatedAt', 'bookings', 'memberStats', 'routedTo'],
      ...['teamStats email', 'teamStats prospect'],
    ]);
    for (const [, calls] of counts) expect(calls.length).toBeLessThanOrEqual(minutes.size);
  });
});

describe('a range that ends in the present', () => {
  it('has the bookings up to the start of the minute that were created in it, and no error', async () => {
    const { load } = await start();
    const all = await load((nowMs) => nowMs - WEEK);
    expect(all.created.nodes.length).toBeGreaterThan(0);
    expect(all.routedTo.complete).toBe(true);
  });

  it('is read to its very end once it is more than a minute ago', async () => {
    const { time, load, loads } = await start();
    const range = (nowMs: number) => nowMs - WEEK;
    await load(range);
    const sent = graph?.sandbox.calcom.calls.flatMap(({ query }) => query.get('beforeCreatedAt') ?? []);
    expect(sent).toEqual(['2026-03-18T11:59:59.999Z']);
    time.atMs += 2 * MINUTE;
    const { from, to } = { from: '2026-03-11T12:00:13.402Z', to: '2026-03-18T12:00:13.402Z' };
    await graph?.ask(QUERY, { range: { from, to } });
    const later = graph?.sandbox.calcom.calls.flatMap(({ query }) => query.get('beforeCreatedAt') ?? []);
    expect(later?.at(-1)).toBe('2026-03-18T12:00:13.401Z');
    expect(loads).toHaveLength(1);
  });
});
