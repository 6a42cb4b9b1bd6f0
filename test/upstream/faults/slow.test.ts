/** F1, F2, F3: a vendor that is late or silent, or answers in drops; by itself, and on the wire. */
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../sandbox/index.ts';
import type { Source } from '../../../src/errors.ts';
import type { Trouble } from '../../support/tcp-proxy.ts';
import {
  endProbe,
  expectColumns,
  expectFailure,
  expectFresh,
  expectStale,
  meetFaultApart,
  SOURCES,
  startProbe,
} from '../../support/upstream/endpoint.ts';
import { askWithTrouble, meetTroubleWithCopy, startWiredProbe } from '../../support/upstream/wires.ts';

/** All sources wait at once. */
const ofEach = (check: (source: Source) => Promise<void>): Promise<unknown> => Promise.all(SOURCES.map(check));

describe.concurrent('a vendor that', () => {
  it('is 2 seconds late (F1) is waited for, and called once', async () => {
    await ofEach(async (source) => {
      const { first, stale, without } = await meetFaultApart(startProbe, source, { delayMs: 2000 });
      for (const { answer, attempts } of [stale, without]) {
        expectFresh(answer, first);
        expect(attempts).toBe(1);
      }
    });
  });

  it.each([
    ['is silent (F2)', { hang: true }],
    ['is silent after its headers (F2)', { dripMs: 60_000 }],
    ['says a byte every 200 ms (F3)', { dripMs: 200 }],
  ] satisfies [string, Fault][])(
    '%s: the stale answer is served, or a timeout, after one attempt',
    async (_, fault) => {
      await ofEach(async (source) => {
        const columns = await meetFaultApart(startProbe, source, fault);
        expectColumns(columns, source, { code: 'SOURCE_TIMEOUT', attempts: 1 });
      });
    },
  );

  it('is silent is waited for no longer than the request may take', async () => {
    const start = () => startProbe({ REQUEST_DEADLINE_MS: '3000' });
    await ofEach(async (source) => {
      const columns = await meetFaultApart(start, source, { hang: true });
      expectColumns(columns, source, { code: 'SOURCE_TIMEOUT', attempts: 1 });
    });
  });
});

describe.concurrent('a wire that', () => {
  it.each([
    ['delays everything by 2 seconds (F1)', { latencyMs: 2000 }],
    ['sends everything in pieces of 7 bytes', { sliceBytes: 7 }],
  ] satisfies [string, Trouble][])('%s is waited for, and called once', async (_, trouble) => {
    await ofEach(async (source) => {
      const probe = await startWiredProbe();
      const { first, stale } = await meetTroubleWithCopy(probe, source, trouble);
      expectFresh(stale.answer, first);
      expect(stale.attempts).toBe(1);
      await endProbe(probe);
    });
  });

  it.each([
    ['swallows all bytes (F2)', { isBlackHole: true }],
    ['delays everything by a minute (F2)', { latencyMs: 60_000 }],
    ['sends 50 bytes in a second (F3)', { bytesPerSecond: 50 }],
  ] satisfies [string, Trouble][])(
    '%s: the stale answer is served, or a timeout, after one attempt',
    async (_, trouble) => {
      const withCopy = ofEach(async (source) => {
        const probe = await startWiredProbe();
        const { first, stale } = await meetTroubleWithCopy(probe, source, trouble);
        expectStale(stale.answer, first, source, 'SOURCE_TIMEOUT');
        expect(stale.attempts).toBe(1);
        await endProbe(probe);
      });
      const cold = await startWiredProbe();
      const { answer, attempts } = await askWithTrouble(cold, 'ALO', trouble);
      expectFailure(answer, 'ALO', 'SOURCE_TIMEOUT');
      expect(attempts).toBe(1);
      await endProbe(cold);
      await withCopy;
    },
  );
});
