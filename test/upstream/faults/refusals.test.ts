/** F13, F14, F15, F41: what happens to cached answers on a refusal. Which answer is a refusal is in status.test.ts. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '../../../src/errors.ts';
import {
  askAll,
  askWhole,
  askWithFault,
  endProbe,
  expectFailure,
  expectFresh,
  expectStale,
  GONE_MS,
  OLD_MS,
  OTHER_QUESTIONS,
  PLACES,
  POLL,
  type Probe,
  REST_MS,
  SOURCES,
  startProbe,
  timesAsked,
  vendorOf,
} from '../../support/upstream/endpoint.ts';

let probe: Probe;
beforeAll(async () => {
  probe = await startProbe();
  return () => endProbe(probe);
});
beforeEach(() => probe.clock.jump(GONE_MS));

/**
 * How the other query, whose cached answer is fresh, is answered after a fault at this one: its own read, and directories if
 * they had to be loaded again.
 */
async function otherAfter(source: Source, fault: { status: number; body?: object | string }): Promise<string[]> {
  await askWhole(probe);
  probe.clock.jump(OLD_MS);
  await probe.ask(OTHER_QUESTIONS[source]);
  await askWithFault(probe, source, fault);
  const { extensions } = await probe.trace(OTHER_QUESTIONS[source]);
  return [...new Set(extensions?.teamgraph.calls.map(({ cache }) => cache))];
}

describe.each(SOURCES)('%s', (source) => {
  it('refusing the credential (401, F13) drops all that it let us see', async () => {
    expect(await otherAfter(source, { status: 401 })).toEqual(['MISS']);
  });

  it('refusing one thing (403, F13) drops that alone', async () => {
    expect(await otherAfter(source, { status: 403 })).toEqual(['FRESH']);
  });

  it.each([401, 403, 404])(
    'hidden by a page (%i, F41) keeps its cached answers, of this and of others',
    async (status) => {
      const body = '<html><title>Access denied</title></html>';
      expect(await otherAfter(source, { status, body })).toEqual(['FRESH']);
      probe.clock.jump(GONE_MS);
      const first = await askWhole(probe);
      probe.clock.jump(OLD_MS);
      const { answer } = await askWithFault(probe, source, { status, body });
      expectStale(answer, first, source, 'SOURCE_UNAVAILABLE');
      probe.clock.jump(REST_MS);
      expectFresh(await askWhole(probe), first);
    },
  );

  it.each([401, 403])('that refused (%i, F13) has no stale answer when it then fails', async (status) => {
    await askWhole(probe);
    probe.clock.jump(OLD_MS);
    expectFailure((await askWithFault(probe, source, { status })).answer, source, 'SOURCE_UNAUTHORIZED');
    expectFailure((await askWithFault(probe, source, { status: 500 })).answer, source, 'SOURCE_UNAVAILABLE');
    await askWhole(probe);
  });

  it.each([401, 403])('that refuses (%i, F13) a revalidation drops the answer', async (status) => {
    const first = await askWhole(probe);
    const before = timesAsked(probe, source);
    probe.clock.jump(2 * 60_000);
    const remove = vendorOf(probe, source).inject({ match: PLACES[source].path, status });
    const young = await askAll(probe);
    expect([young.data, young.errors]).toEqual([first.data, undefined]);
    const codes = async () => (await askAll(probe)).errors?.map(({ extensions }) => extensions.code);
    await expect.poll(codes, POLL).toEqual(['SOURCE_UNAUTHORIZED']);
    remove();
    expect(timesAsked(probe, source)).toBe(before + 2);
    await askWhole(probe);
  });

  it('rejecting our request (400, F15) is called each time, and no stale answer is served', async () => {
    await askWhole(probe);
    probe.clock.jump(OLD_MS);
    for (let round = 0; round < 12; round++) {
      const { answer, attempts } = await askWithFault(probe, source, { status: 400 });
      expectFailure(answer, source, 'SOURCE_REFUSED');
      expect(attempts).toBe(1);
    }
    // Not a failure of the source: calls go on.
    await askWhole(probe);
  });
});

describe('Saleshandy refusing the credential in its own way (F13)', () => {
  it('drops all that it let us see', async () => {
    const body = { code: 1001, message: 'Invalid token' };
    expect(await otherAfter('SALESHANDY', { status: 400, body })).toEqual(['MISS']);
  });
});

describe('a page with 404 in place of one thing (F41)', () => {
  it('does not mean that there is none', async () => {
    const query = '{ periods(first: 1) { nodes { actions { totalCount } } } }';
    const remove = probe.sandbox.alo.inject({ match: /\/actions$/, status: 404, body: '<html>' });
    const { data, errors } = await probe.ask(query);
    remove();
    expect(data).toEqual({ periods: { nodes: [{ actions: null }] } });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_UNAVAILABLE']);
  });
});

describe('a 404 of one thing (F14)', () => {
  const ACTIONS = '{ periods(first: 1) { nodes { sourceId actions { totalCount } } } }';
  const GONE = { data: { periods: { nodes: [{ sourceId: expect.any(String), actions: null }] } } };
  const match = /\/actions$/;
  const asked = (): number => probe.sandbox.alo.calls.filter(({ path }) => match.test(path)).length;

  /** Queries while there is no such thing. */
  async function askInVain() {
    const before = asked();
    const remove = probe.sandbox.alo.inject({ match, status: 404 });
    const { extensions, ...answer } = await probe.trace(ACTIONS);
    remove();
    return { answer, stale: extensions?.teamgraph.stale, attempts: asked() - before };
  }

  it('is null without an error, after one attempt', async () => {
    expect(await askInVain()).toEqual({ answer: GONE, stale: [], attempts: 1 });
  });

  it('is null without an error for its id as well', async () => {
    const remove = probe.sandbox.alo.inject({ match, status: 404 });
    const answer = await probe.ask(OTHER_QUESTIONS.ALO);
    remove();
    expect(answer).toEqual({ data: { node: null } });
  });

  it('drops the cached answer, which is not shown again', async () => {
    const first = await probe.trace(ACTIONS);
    expect(first.data.periods.nodes[0].actions).toEqual({ totalCount: expect.any(Number) });
    probe.clock.jump(OLD_MS);
    expect(await askInVain()).toEqual({ answer: GONE, stale: [], attempts: 1 });

    // It is fresh for a minute, and never stale: then it is read again, and a failure is not an absence.
    probe.clock.jump(50_000);
    expect(await probe.ask(ACTIONS)).toEqual(GONE);
    probe.clock.jump(20_000);
    const remove = probe.sandbox.alo.inject({ match, status: 500 });
    const { data, errors } = await probe.ask(ACTIONS);
    remove();
    expect(data).toEqual(GONE.data);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_UNAVAILABLE']);
    expectFresh(await probe.trace(ACTIONS), first);
  });
});
