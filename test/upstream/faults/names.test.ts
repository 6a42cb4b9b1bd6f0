/** F32: a vendor whose name does not resolve, or is looked up for ever; other sources do not wait for it, or any slow vendor. */
import dns from 'node:dns';
import { setImmediate } from 'node:timers/promises';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startSandbox } from '../../../sandbox/index.ts';
import { createJumpingClock } from '../../support/clock.ts';
import { startServer } from '../../support/graph.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import {
  askAll,
  askWhole,
  attemptsIn,
  endProbe,
  expectFailure,
  expectStale,
  GONE_MS,
  OLD_MS,
  OTHER_QUESTIONS,
  PLACES,
  POLL,
  QUESTION,
  SOURCES,
  startProbe,
  timesAsked,
  vendorOf,
} from '../../support/upstream/endpoint.ts';

/** What the names of these tests resolve to. */
const found = new Map<string, 'HERE' | 'NOWHERE' | 'NOTHING YET'>();

type Callback = (
  error: Error | null,
  addresses?: readonly { readonly address: string; readonly family: number }[],
) => void;
const lookup = dns.lookup as unknown as (host: string, options: object, callback: Callback) => void;

function lookUp(host: string, options: object, callback: Callback): void {
  const place = found.get(host);
  if (!place) lookup(host, options, callback);
  else if (place === 'HERE') callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else if (place === 'NOWHERE') callback(Object.assign(new Error(`ENOTFOUND ${host}`), { code: 'ENOTFOUND' }));
}

beforeAll(() => {
  const spy = vi.spyOn(dns, 'lookup').mockImplementation(lookUp as never);
  return () => spy.mockRestore();
});

/** A server whose ALO has a name of its own. */
async function startNamed() {
  const name = `alo${found.size}.teamgraph.test`;
  found.set(name, 'HERE');
  const sandbox = await startSandbox();
  const wire = await startTcpProxy(sandbox.alo.url);
  const clock = createJumpingClock();
  const url = `http://${name}:${new URL(wire.url).port}`;
  const server = await startServer({ ...sandbox.settings, ALO_API_URL: url, CACHE: 'on' }, { clock });
  return {
    ...server,
    sandbox,
    clock,
    /** Changes what the name resolves to; cuts open connections, so that it is looked up again. */
    lead: async (to: 'HERE' | 'NOWHERE' | 'NOTHING YET') => {
      found.set(name, to);
      wire.cut();
      while (wire.open() > 0) await setImmediate();
    },
    close: async () => {
      await server.close();
      await Promise.all([wire.close(), sandbox.close()]);
    },
  };
}

describe.concurrent('a vendor whose name', () => {
  it.each(['NOWHERE', 'NOTHING YET'] as const)(
    'leads %s: the stale answer is served, or it is unavailable, after two attempts',
    async (to) => {
      const probe = await startNamed();
      const first = await askWhole(probe);
      probe.clock.jump(OLD_MS);
      await probe.lead(to);
      const stale = await askAll(probe);
      expectStale(stale, first, 'ALO', 'SOURCE_UNAVAILABLE');
      expect(attemptsIn(stale, 'ALO')).toBe(2);

      probe.clock.jump(GONE_MS);
      const without = await askAll(probe);
      expectFailure(without, 'ALO', 'SOURCE_UNAVAILABLE');
      expect(attemptsIn(without, 'ALO')).toBe(2);

      await probe.lead('HERE');
      probe.clock.jump(GONE_MS);
      await askWhole(probe);
      await endProbe(probe);
    },
  );

  it('is looked up for ever does not delay the other sources', async ({ expect }) => {
    const probe = await startNamed();
    await probe.lead('NOTHING YET');
    let isAnswered = false;
    const asking = askAll(probe).finally(() => {
      isAnswered = true;
    });
    // Of the same request, and of others.
    const others = ['CALCOM', 'SALESHANDY'] as const;
    await expect.poll(() => others.map((source) => timesAsked(probe, source)), POLL).toEqual([1, 1]);
    for (const source of others) expect((await probe.ask(OTHER_QUESTIONS[source])).errors).toBeUndefined();
    expect(isAnswered).toBe(false);
    expectFailure(await asking, 'ALO', 'SOURCE_UNAVAILABLE');
    await endProbe(probe);
  });
});

describe.concurrent('a vendor that is silent', () => {
  it('does not delay the other sources', async ({ expect }) => {
    await Promise.all(
      SOURCES.map(async (slow) => {
        const probe = await startProbe();
        for (const question of [QUESTION, ...Object.values(OTHER_QUESTIONS)]) await probe.ask(question);
        probe.clock.jump(GONE_MS);
        vendorOf(probe, slow).inject({ match: PLACES[slow].path, hang: true });
        const others = SOURCES.filter((source) => source !== slow);
        const before = others.map((source) => timesAsked(probe, source));
        let isAnswered = false;
        const asking = askAll(probe).finally(() => {
          isAnswered = true;
        });
        // Of the same request, and of others.
        const askedSince = () => others.map((source, index) => timesAsked(probe, source) - (before[index] ?? 0));
        await expect.poll(askedSince, POLL).toEqual([1, 1]);
        for (const source of others) expect((await probe.ask(OTHER_QUESTIONS[source])).errors).toBeUndefined();
        expect(isAnswered).toBe(false);
        expectFailure(await asking, slow, 'SOURCE_TIMEOUT');
        await endProbe(probe);
      }),
    );
  });
});
