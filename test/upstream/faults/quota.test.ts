/** F6, F7, F9: a vendor that reports its rate limit. How a 429 is read is in status.test.ts. */
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../sandbox/index.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { type Graph, startGraph } from '../../support/graph.ts';
import {
  askAll,
  askWhole,
  askWithFault,
  attemptsIn,
  endProbe,
  expectFailure,
  expectFresh,
  expectStale,
  GONE_MS,
  OLD_MS,
  OTHER_QUESTIONS,
  PLACES,
  POLL,
  SOURCES,
  startProbe,
  timesAsked,
  vendorOf,
} from '../../support/upstream/endpoint.ts';

const metricsOf = async ({ url }: Graph): Promise<string> => (await fetch(new URL('/metrics', url))).text();

const SOON: Fault = { status: 429, headers: { 'retry-after': '1' }, times: 1 };
/** Before the other sources are revalidated. */
const LATER: Fault = { status: 429, headers: { 'retry-after': '50' } };

describe.concurrent.each(SOURCES)('%s with a Retry-After', (source) => {
  it('of 1 second (F6): the stale answer is served at once, and the next call goes when it has passed', async ({
    expect,
  }) => {
    const probe = await startProbe();
    const first = await askWhole(probe);
    probe.clock.jump(OLD_MS);
    const remove = vendorOf(probe, source).inject({ match: PLACES[source].path, ...SOON });
    const stale = await askAll(probe);
    expectStale(stale, first, source, 'SOURCE_THROTTLED');
    // The answer did not wait for the second attempt.
    expect(attemptsIn(stale, source)).toBe(1);
    await expect.poll(() => timesAsked(probe, source), POLL).toBe(3);
    remove();
    await expect.poll(async () => (await askAll(probe)).extensions?.teamgraph.stale, POLL).toEqual([]);
    expectFresh(await askWhole(probe), first);
    expect(timesAsked(probe, source)).toBe(3);
    await endProbe(probe);
  });

  it('of 1 second (F6) is waited for if nothing is cached, with two calls', async () => {
    const probe = await startProbe();
    const { answer, attempts } = await askWithFault(probe, source, SOON);
    expect([answer.errors, attempts]).toEqual([undefined, 2]);
    const first = await askWhole(probe);
    expect(answer.data).toEqual(first.data);
    await endProbe(probe);
  });

  it('of 50 seconds (F7) stops the calls of all callers until it has passed', async () => {
    const probe = await startProbe();
    const { answer, attempts } = await askWithFault(probe, source, LATER);
    expectFailure(answer, source, 'SOURCE_THROTTLED', { retryAfterMs: 50_000 });
    expect(attempts).toBe(1);
    const before = vendorOf(probe, source).calls.length;
    for (let second = 0; second < 50; second += 10) {
      const again = await askAll(probe);
      const retryAfterMs = Object(again.errors?.[0]?.extensions.teamgraph).retryAfterMs;
      expectFailure(again, source, 'SOURCE_THROTTLED', { retryAfterMs });
      expect(retryAfterMs).toBeLessThanOrEqual(50_000 - second * 1000);
      expect(retryAfterMs).toBeGreaterThan(40_000 - second * 1000);
      probe.clock.jump(10_000);
    }
    expect(vendorOf(probe, source).calls).toHaveLength(before);
    await askWhole(probe);
    expect(timesAsked(probe, source)).toBe(2);
    await endProbe(probe);
  });

  it('of 50 seconds (F7): the stale answer is served until it has passed, without a call', async () => {
    const probe = await startProbe();
    const first = await askWhole(probe);
    probe.clock.jump(OLD_MS);
    expectStale((await askWithFault(probe, source, LATER)).answer, first, source, 'SOURCE_THROTTLED');
    for (let second = 0; second < 50; second += 10) {
      expectStale(await askAll(probe), first, source, 'SOURCE_THROTTLED');
      probe.clock.jump(10_000);
    }
    expect(timesAsked(probe, source)).toBe(2);
    expectFresh(await askWhole(probe), first);
    expect(timesAsked(probe, source)).toBe(3);
    await endProbe(probe);
  });
});

describe.concurrent('a 429 of one credential', () => {
  it('stops all its calls, and no others', async () => {
    const probe = await startProbe();
    await askWithFault(probe, 'ALO', LATER);
    const before = probe.sandbox.alo.calls.length;
    const period = probe.sandbox.world.alo.periods[0]?.id;
    const node = Buffer.from(`Action:${period}/1`).toString('base64url');
    const { data, errors } = await probe.ask(
      'query ($id: ID!) { node(id: $id) { id } bookings(first: 1) { nodes { uid } } }',
      { id: node },
    );
    expect(data).toEqual({ node: null, bookings: { nodes: [{ uid: expect.any(String) }] } });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_THROTTLED']);
    expect(probe.sandbox.alo.calls).toHaveLength(before);
    await endProbe(probe);
  });
});

describe.concurrent('a quota that falls to none (F9)', () => {
  const HEADERS = {
    CALCOM: { remaining: 'x-ratelimit-remaining-default', reset: 'x-ratelimit-reset-default' },
    ALO: { remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset' },
    SALESHANDY: { remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset' },
  } as const;
  const cases = SOURCES.flatMap((source) => ['1', '0'].map((remaining) => ({ source, remaining })));

  it.for(cases)('($remaining left of $source) delays its calls, and costs no answer', async (each, { expect }) => {
    const { source, remaining } = each;
    const clock = createFakeClock();
    const graph = await startGraph({ settings: { CACHE: 'on' }, clock });
    const first = [await askWhole(graph), await graph.trace(OTHER_QUESTIONS[source])] as const;
    const headers = { [HEADERS[source].remaining]: remaining, [HEADERS[source].reset]: '3' };
    const isWaiting = async (): Promise<boolean> =>
      (await metricsOf(graph)).includes(`teamgraph_upstream_waiting{source="${source}"} 1`);

    // Once with stale answers, and once without.
    for (const laterMs of [OLD_MS, GONE_MS]) {
      await clock.advance(laterMs);
      const { answer, attempts } = await askWithFault(graph, source, { headers });
      expectFresh(answer, first[0]);
      expect(attempts).toBe(1);
      const before = vendorOf(graph, source).calls.length;
      const next = graph.trace(OTHER_QUESTIONS[source]);
      await expect.poll(isWaiting, POLL).toBe(true);
      expect(vendorOf(graph, source).calls).toHaveLength(before);
      await clock.advance(3000);
      expectFresh(await next, first[1]);
      expect(vendorOf(graph, source).calls).toHaveLength(before + 1);
    }
    await endProbe(graph);
  });
});
