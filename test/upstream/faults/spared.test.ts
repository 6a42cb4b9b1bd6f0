/** Which failures have a source spared, and which have not (F15). When exactly the breaker opens is in breaker.test.ts. */
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../src/sandbox/index.ts';
import { askWhole, askWithFault, endProbe, expectFailure, SOURCES, startProbe } from '../probe.ts';

describe.concurrent.each(SOURCES)('%s', (source) => {
  it.each([
    ['what cannot be understood', { body: '[]' }, 'SOURCE_CONTRACT'],
    ['a request of ours that was wrong', { status: 400 }, 'SOURCE_REFUSED'],
    ['a credential that it refuses', { status: 401 }, 'SOURCE_UNAUTHORIZED'],
  ] satisfies [string, Fault, string][])('is asked on after 12 times %s', async (_, fault, code) => {
    const probe = await startProbe({ CACHE: 'off' });
    for (let time = 0; time < 12; time++) {
      const { answer, attempts } = await askWithFault(probe, source, fault);
      expectFailure(answer, source, code);
      expect(attempts).toBe(1);
    }
    await askWhole(probe);
    await endProbe(probe);
  });

  it.each([
    ['500', 'SOURCE_UNAVAILABLE'],
    ['504', 'SOURCE_TIMEOUT'],
  ])('is spared after 5 times %s: not asked at all, for 5 seconds, which everybody is told', async (status, code) => {
    const probe = await startProbe({ CACHE: 'off' });
    for (let time = 0; time < 5; time++) {
      const { answer, attempts } = await askWithFault(probe, source, { status: Number(status) });
      expectFailure(answer, source, code);
      expect(attempts).toBe(1);
    }
    const { answer, attempts } = await askWithFault(probe, source, {});
    const { retryAfterMs } = Object(answer.errors?.[0]?.extensions.teamgraph);
    expectFailure(answer, source, 'SOURCE_OVERLOADED', { retryAfterMs });
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(5000);
    expect(attempts).toBe(0);
    probe.clock.jump(5000);
    await askWhole(probe);
    await endProbe(probe);
  });
});
