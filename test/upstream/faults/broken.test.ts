/** F4, F5: connections that break, by the vendor's own doing and at any byte of the wire. */
import { gzipSync } from 'node:zlib';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../../sandbox/index.ts';
import type { Trouble } from '../../support/tcp-proxy.ts';
import {
  askWhole,
  attemptsIn,
  endProbe,
  expectColumns,
  expectFailure,
  expectFresh,
  expectStale,
  GONE_MS,
  meetFault,
  OLD_MS,
  POLL,
  SOURCES,
} from '../../support/upstream/endpoint.ts';
import { askWithTrouble, meetTroubleWithCopy, startWiredProbe, type WiredProbe } from '../../support/upstream/wires.ts';

// All sources at once, and the cases of each one after another.
describe.concurrent.each(SOURCES)('%s', (source) => {
  describe('over a connection', { concurrent: false }, () => {
    let probe: WiredProbe;
    beforeAll(async () => {
      probe = await startWiredProbe();
      return () => endProbe(probe);
    });
    beforeEach(() => probe.clock.jump(GONE_MS));

    it.each([
      ['is reset before the answer (F5)', { reset: 'before' }],
      ['is cut in the middle of the body (F4)', { reset: 'mid-body' }],
      [
        'is cut in the middle of gzip (F4)',
        { body: gzipSync('{}'), headers: { 'content-encoding': 'gzip' }, reset: 'mid-body' },
      ],
    ] satisfies [string, Fault][])('that %s is tried twice, and is answered from the stale cache', async (_, fault) => {
      expectColumns(await meetFault(probe, source, fault), source, { code: 'SOURCE_UNAVAILABLE', attempts: 2 });
    });

    it('that breaks once costs no answer', async () => {
      const { first, stale, without } = await meetFault(probe, source, { reset: 'before', times: 1 });
      for (const { answer, attempts } of [stale, without]) {
        expectFresh(answer, first);
        expect(attempts).toBe(2);
      }
    });

    it.each([
      ['is refused (F5)', { isGone: true }],
      ['is closed as soon as it is made (F5)', { isShut: true }],
      ['is reset before the first byte (F5)', { resetAtByte: 0 }],
      ['is closed within the headers (F4)', { endAtByte: 60 }],
      ['comes in pieces, and is reset (F4)', { sliceBytes: 3, resetAtByte: 200 }],
    ] satisfies [string, Trouble][])(
      'that %s is tried twice, and is answered from the stale cache',
      async (_, trouble) => {
        const { first, stale } = await meetTroubleWithCopy(probe, source, trouble);
        expectStale(stale.answer, first, source, 'SOURCE_UNAVAILABLE');
        expect(attemptsIn(stale.answer, source)).toBe(2);
      },
    );

    it('that broke while it was idle (F5) is replaced, and costs no answer', async ({ expect }) => {
      const first = await askWhole(probe);
      expect(probe.wires[source].open()).toBeGreaterThan(0);
      probe.wires[source].cut();
      await expect.poll(() => probe.wires[source].open(), POLL).toBe(0);
      probe.clock.jump(OLD_MS);
      expectFresh(await askWhole(probe), first);
    });
  });
});

describe.concurrent('an answer of ALO over the wire', () => {
  it('that is cut at any byte is tried twice, and never read as a shorter one', async () => {
    const probe = await startWiredProbe();
    await askWhole(probe);
    for (const trouble of ['resetAtByte', 'endAtByte'] as const) {
      for (const at of [1, 9, 17, 160, 250, 700]) {
        probe.clock.jump(GONE_MS);
        const { answer, attempts } = await askWithTrouble(probe, 'ALO', { [trouble]: at });
        expectFailure(answer, 'ALO', 'SOURCE_UNAVAILABLE');
        expect(attempts).toBe(2);
        await askWhole(probe);
      }
    }
    await endProbe(probe);
  });
});
