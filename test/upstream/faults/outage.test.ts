/** F33, F34, F35: a vendor that half fails for a minute, all of them dead, and what happens when they are back. */
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../sandbox/index.ts';
import { Random } from '../../../sandbox/random.ts';
import type { GraphAnswer } from '../../support/graph.ts';
import {
  askAll,
  askWhole,
  endProbe,
  OLD_MS,
  POLL,
  type Probe,
  questionOf,
  SOURCES,
  startProbe,
  vendorOf,
} from '../../support/upstream/endpoint.ts';
import { startWiredProbe, type WiredProbe } from '../../support/upstream/wires.ts';

const OPEN = SOURCES.map(() => '1');

/** 0 for a closed, 0.5 for a half-open, 1 for an open breaker; in the order of `SOURCES`. */
async function breakers(probe: Probe): Promise<(string | undefined)[]> {
  const text = await (await fetch(new URL('/metrics', probe.url))).text();
  return SOURCES.map((source) => new RegExp(`upstream_breaker{source="${source}"} (\\S+)`).exec(text)?.[1]);
}

/** Queries each second until all breakers are open. */
async function untilOpen(probe: WiredProbe, check: (answer: GraphAnswer) => void): Promise<void> {
  for (let second = 0; second < 10; second++) {
    check(await askAll(probe));
    if ((await breakers(probe)).join() === OPEN.join()) return;
    probe.clock.jump(1000);
  }
  throw new Error('the breakers stay closed');
}

/** Queries each second for a minute, and returns the seconds in which a connection to a source was made. */
async function probesOfAMinute(probe: WiredProbe, check: (answer: GraphAnswer) => void): Promise<number[][]> {
  const probes: number[][] = SOURCES.map(() => []);
  for (let second = 1; second <= 60; second++) {
    probe.clock.jump(1000);
    const before = SOURCES.map((source) => probe.wires[source].connections());
    check(await askAll(probe));
    await expect.poll(() => breakers(probe), POLL).toEqual(OPEN);
    for (const [index, source] of SOURCES.entries()) {
      const made = probe.wires[source].connections() - (before[index] ?? 0);
      probes[index]?.push(...Array.from({ length: made }, () => second));
    }
  }
  return probes;
}

/** Open for 5 seconds, then 10, then 20, then 40: three probes within the minute, each of one call. */
function expectRareProbes(probes: readonly number[][]): void {
  for (const seconds of probes) {
    expect(seconds).toHaveLength(3);
    const gaps = seconds.map((second, index) => second - (seconds[index - 1] ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(5);
  }
}

const kill = (probe: WiredProbe) => Promise.all(SOURCES.map((source) => probe.wires[source].set({ isShut: true })));
const revive = (probe: WiredProbe) => Promise.all(SOURCES.map((source) => probe.wires[source].set({})));

describe('all three sources dead (F34)', () => {
  it('are answered from stale answers, and probed less and less often', async () => {
    const probe = await startWiredProbe();
    const first = await askWhole(probe);
    probe.clock.jump(OLD_MS);
    await kill(probe);
    const check = ({ data, errors, extensions }: GraphAnswer): void => {
      expect([data, errors]).toEqual([first.data, undefined]);
      expect(extensions?.teamgraph.stale.map(({ source }) => source).sort()).toEqual([...SOURCES].sort());
    };
    await untilOpen(probe, check);
    expectRareProbes(await probesOfAMinute(probe, check));
    await endProbe(probe);
  });

  it('without cached answers are null with one error a source, and probed less and less often', async () => {
    const probe = await startWiredProbe();
    await kill(probe);
    const codes = new Set<string>();
    const check = ({ data, errors = [] }: GraphAnswer): void => {
      expect(data).toEqual({ bookings: null, periods: null, teamStats: { prospect: null } });
      expect(errors.map(({ extensions }) => extensions.teamgraph?.source).sort()).toEqual([...SOURCES].sort());
      for (const { extensions } of errors) codes.add(extensions.code);
    };
    await untilOpen(probe, check);
    expectRareProbes(await probesOfAMinute(probe, check));
    expect([...codes].sort()).toEqual(['SOURCE_OVERLOADED', 'SOURCE_UNAVAILABLE']);
    await endProbe(probe);
  });

  it('are a 200 that says when to retry while the breakers are open', async () => {
    const probe = await startWiredProbe();
    await kill(probe);
    await untilOpen(probe, () => {});
    const response = await fetch(probe.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ periods { nodes { id } } __typename }"}',
    });
    expect(response.status).toBe(200);
    const { data, errors } = (await response.json()) as GraphAnswer;
    expect(data).toEqual({ periods: null, __typename: 'Query' });
    expect(errors).toMatchObject([{ extensions: { code: 'SOURCE_OVERLOADED', teamgraph: { source: 'ALO' } } }]);
    const { retryAfterMs } = Object(errors?.[0]?.extensions.teamgraph);
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(5000);
    await endProbe(probe);
  });
});

describe('sources that are back (F35)', () => {
  const QUESTION = /* GraphQL */ `
    {
      bookings(first: 1) { nodes { uid } }
      periods(first: 50) { nodes { actions(first: 1) { totalCount } } }
      teamStats(range: { from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }) {
        prospect(first: 1) { nodes { added } }
        email(first: 1) { nodes { sent } }
      }
    }
  `;
  /** The calls to all vendors, without the first so many of each. */
  const callsOf = (probe: Probe, before: readonly number[]): string[] =>
    SOURCES.flatMap((source, index) =>
      vendorOf(probe, source)
        .calls.slice(before[index])
        .map(({ path, query, body }) => `${path}?${query} ${JSON.stringify(body)}`),
    );

  it('are fresh within 10 seconds of the first opening, and a herd costs one call a key', async () => {
    const probe = await startWiredProbe();
    const first = await probe.trace(QUESTION);
    await askWhole(probe);
    probe.clock.jump(OLD_MS);
    await kill(probe);
    await untilOpen(probe, () => {});
    await revive(probe);
    const before = SOURCES.map((source) => vendorOf(probe, source).calls.length);

    let seconds = 5;
    probe.clock.jump(5000);
    for (let isOld = true; isOld; ) {
      const herd = await Promise.all(Array.from({ length: 50 }, () => probe.trace(QUESTION)));
      for (const { data, errors } of herd) expect([data, errors]).toEqual([first.data, undefined]);
      isOld = herd.some(({ extensions }) => extensions?.teamgraph.stale.length !== 0);
      if (isOld) {
        seconds++;
        probe.clock.jump(1000);
      }
    }
    expect(seconds).toBeLessThanOrEqual(10);
    const calls = callsOf(probe, before);
    expect(calls.length).toBe(new Set(calls).size);
    // Bookings, periods and the actions of each, and two reports.
    expect(calls).toHaveLength(1 + 1 + first.data.periods.nodes.length + 2);
    await endProbe(probe);
  });
});

describe('a minute in which half of all calls fail (F33)', () => {
  const KEYS = 60;
  /** Each requested period has actions. */
  const ACTIONS: Fault = { status: 200, body: { actions: [{ actionId: 1 }] } };

  it('is answered from the cache, and costs at most a tenth more calls', async () => {
    const probe = await startProbe();
    probe.sandbox.alo.inject({ times: KEYS, ...ACTIONS });
    const answers: GraphAnswer[] = [];
    for (let key = 0; key < KEYS; key++) answers.push(await probe.ask(questionOf(key)));
    expect(answers.filter(({ data, errors }) => errors || data.node === null)).toEqual([]);

    probe.clock.jump(OLD_MS);
    const random = new Random('F33');
    for (const source of SOURCES) {
      for (let call = 0; call < 2 * KEYS; call++) {
        const failure = random.pick<Fault>([{ status: 500 }, { status: 503 }, { reset: 'before' }]);
        const answer = source === 'ALO' ? ACTIONS : {};
        vendorOf(probe, source).inject({ times: 1, ...(random.chance(0.5) ? failure : answer) });
      }
    }
    const before = SOURCES.map((source) => vendorOf(probe, source).calls.length);
    let answered = 0;
    for (const [key, first] of answers.entries()) {
      probe.clock.jump(60_000 / KEYS);
      const { data, errors } = await probe.ask(questionOf(key));
      if (!errors && JSON.stringify(data) === JSON.stringify(first.data)) answered++;
    }
    expect(answered).toBeGreaterThanOrEqual(KEYS * 0.99);
    for (const [index, source] of SOURCES.entries()) {
      const attempts = vendorOf(probe, source).calls.length - (before[index] ?? 0);
      expect(attempts).toBeGreaterThan(0);
      expect(attempts).toBeLessThanOrEqual(KEYS * 1.1);
    }
    await endProbe(probe);
  });
});
