/** Which callers get permits if there are not enough. */
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createSimulatedTier } from '../../support/simulation/shared-tier.ts';
import { type Asked, outcomesOf, sentAt, startLimiter } from '../../support/upstream/limiter.ts';

const NINE = ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
const SECONDS = 60;

/** A minute of nine callers that call every 1.2 seconds, and one that calls ten times as often, or not at all. */
async function ninePlus(greedy: 'greedy' | null): Promise<{ nine: Asked[]; greedy: Asked[] }> {
  const { clock, ask } = startLimiter({ perSecond: 10 });
  const asked: { nine: Asked[]; greedy: Asked[] } = { nine: [], greedy: [] };
  for (let step = 0; step < SECONDS * 100; step++) {
    for (const [at, caller] of NINE.entries()) {
      if (step % 120 === at * 13) asked.nine.push(ask(caller, { answeredAfterMs: 150 }));
    }
    if (greedy && step % 12 === 0) asked.greedy.push(ask(greedy, { answeredAfterMs: 150 }));
    await clock.advance(10);
  }
  await clock.advance(10_000);
  return asked;
}

describe('callers of which one calls ten times as often as the others', () => {
  it('lose nothing of what they would have alone', async () => {
    const alone = await ninePlus(null);
    const { nine } = await ninePlus('greedy');
    expect(nine).toHaveLength(450);
    expect(outcomesOf(alone.nine)).toEqual({ SENT: 450 });
    expect(outcomesOf(nine)).toEqual({ SENT: 450 });
    const waits = nine.map(({ atMs, askedAtMs }) => atMs - askedAtMs);
    // One round of all waiting callers takes a bit more than a second.
    expect(Math.max(...waits)).toBeLessThan(1_500);
  });

  it('leave the greedy one the rest, and no more', async () => {
    const { greedy } = await ninePlus('greedy');
    const { SENT = 0, THROTTLED = 0, ...others } = outcomesOf(greedy);
    expect(others).toEqual({});
    expect(SENT).toBeGreaterThan(SECONDS);
    expect(SENT + THROTTLED).toBe(500);
    const rejected = greedy.filter(({ outcome }) => outcome === 'THROTTLED');
    expect(rejected.every(({ retryAfterMs = 0 }) => retryAfterMs > 0)).toBe(true);
  });
});

describe('a caller with many waiting calls', () => {
  it('delays another caller by at most one permit for each call of that caller', async () => {
    const { clock, ask, askTimes } = startLimiter({ perMinute: 60, perSecond: 10 });
    askTimes(260, 'greedy', { ms: 600_000 });
    await clock.advance(1_000);
    const nine = NINE.flatMap((caller) => Array.from({ length: 5 }, () => ask(caller, { ms: 600_000 })));
    await clock.advance(600_000);
    expect(outcomesOf(nine)).toEqual({ SENT: 45 });
    // 60 went before they came; the next 60 go a minute later, and 5 rounds of all ten are 50.
    expect(Math.max(...sentAt(nine))).toBeLessThan(70_000);
  });

  it('waits no longer than all callers together need', async () => {
    const { clock, ask, askTimes } = startLimiter({ perSecond: 10 });
    const greedy = askTimes(100, 'greedy', { ms: 60_000 });
    const nine = NINE.flatMap((caller) => Array.from({ length: 10 }, () => ask(caller, { ms: 60_000 })));
    await clock.advance(60_000);
    expect(outcomesOf([...greedy, ...nine])).toEqual({ SENT: 190 });
    expect(Math.max(...sentAt(greedy))).toBe(18 * 1_001);
  });

  it('goes before the background work of others, and after none of it', async () => {
    const { clock, ask, askTimes } = startLimiter({ perSecond: 10 });
    const prepared = NINE.map((caller) => ask(caller, { isBackground: true, ms: 60_000 }));
    const greedy = askTimes(50, 'greedy', { ms: 60_000 });
    await clock.advance(60_000);
    expect(outcomesOf([...prepared, ...greedy])).toEqual({ SENT: 59 });
    // The first background calls were granted before any other caller came.
    const later = prepared.filter(({ atMs }) => atMs > 0);
    expect(Math.min(...sentAt(later), Number.POSITIVE_INFINITY)).toBeGreaterThanOrEqual(Math.max(...sentAt(greedy)));
  });
});

const MINUTE = { perMinute: 60, perSecond: 10 };
const MINUTE_MS = 60_000;
const STEP_MS = 50;

interface Play {
  /** The part of the minute that the nine use when they are alone. */
  readonly load: number;
  /** When each greedy caller begins, and when the nine do. */
  readonly greedyFromMs: readonly number[];
  readonly nineFromMs?: number;
  readonly minutes?: number;
  /** The number of processes, which share a count, over which all calls are spread. */
  readonly processes?: number;
}

/** Nine callers that call at an even rate, and others that call ten times as often. */
async function playMinutes({ load, greedyFromMs, nineFromMs = 0, minutes = 5, processes = 1 }: Play) {
  const clock = createFakeClock();
  const tier = processes > 1 ? createSimulatedTier({ clock, processes }) : undefined;
  const limiters = Array.from({ length: processes }, () =>
    startLimiter(MINUTE, tier?.windowOf('limiter', MINUTE), clock),
  );
  const everyMs = (NINE.length * MINUTE_MS) / (load * MINUTE.perMinute);
  const nine: Asked[] = [];
  const greedy: Asked[] = [];
  const callers = [
    ...NINE.map((caller, at) => ({ caller, of: nine, everyMs, nextMs: nineFromMs + (at * everyMs) / NINE.length })),
    ...greedyFromMs.map((nextMs, at) => ({ caller: `greedy ${at}`, of: greedy, everyMs: everyMs / 10, nextMs })),
  ];
  for (let call = 0; clock.nowMs() < minutes * MINUTE_MS; ) {
    for (const one of callers) {
      for (; one.nextMs <= clock.nowMs(); one.nextMs += one.everyMs) {
        const tested = limiters[call++ % processes] ?? limiters[0];
        if (tested) one.of.push(tested.ask(one.caller, { ms: 6_000, answeredAfterMs: 150 }));
      }
    }
    await clock.advance(STEP_MS);
  }
  await clock.advance(MINUTE_MS);
  return { nine, greedy };
}

describe('nine callers that use less of the minute than their equal shares', () => {
  const LOADS = [0.45, 0.65, 0.9];

  it.each(LOADS)(
    'lose nothing to a caller that comes half a minute later and calls ten times as often (%s of it)',
    async (load) => {
      const { nine, greedy } = await playMinutes({ load, greedyFromMs: [30_000] });
      expect(outcomesOf(nine)).toEqual({ SENT: nine.length });
      expect(nine.length).toBeGreaterThan(5 * load * MINUTE.perMinute - 10);
      // That one gets nearly all that they leave: about one call is reserved for each of them.
      const { SENT = 0 } = outcomesOf(greedy);
      expect(SENT).toBeGreaterThan(4.5 * ((1 - load) * MINUTE.perMinute - 9));
      expect(SENT).toBeGreaterThan(4.5 * 0.1 * MINUTE.perMinute);
    },
  );

  it.each(LOADS)('lose nothing to a caller that used all of the minute before they came (%s of it)', async (load) => {
    const { nine, greedy } = await playMinutes({ load, greedyFromMs: [0], nineFromMs: MINUTE_MS });
    expect(outcomesOf(nine)).toEqual({ SENT: nine.length });
    expect(outcomesOf(greedy).THROTTLED).toBeGreaterThan(0);
  });

  it.each([0.45, 0.65])('lose nothing to a caller that begins together with them (%s of it)', async (load) => {
    const { nine } = await playMinutes({ load, greedyFromMs: [0] });
    expect(outcomesOf(nine)).toEqual({ SENT: nine.length });
  });

  it('lose after the first minute only what is above a share, if together there is no room (0.88 of it)', async () => {
    const { nine } = await playMinutes({ load: 0.88, greedyFromMs: [0] });
    const lost = nine.filter(({ outcome }) => outcome !== 'SENT');
    expect(lost.filter(({ askedAtMs }) => askedAtMs > MINUTE_MS)).toEqual([]);
    expect(lost.length).toBeLessThan(10);
  });

  it.each([0.45, 0.65])('lose nothing to two that call ten times as often (%s of it)', async (load) => {
    const { nine, greedy } = await playMinutes({ load, greedyFromMs: [30_000, 45_000] });
    expect(outcomesOf(nine)).toEqual({ SENT: nine.length });
    // And these have the same.
    const [first = 0, second = 0] = [0, 1].map(
      (at) =>
        greedy.filter((one) => one.caller === `greedy ${at}` && one.askedAtMs > 2 * MINUTE_MS && one.outcome === 'SENT')
          .length,
    );
    expect(Math.abs(first - second)).toBeLessThanOrEqual(0.2 * (first + second));
  });

  it.each([
    [2, 0.45],
    [2, 0.65],
    [3, 0.65],
  ])(
    'lose hardly anything if all callers use %s processes in turn, which know their own callers (%s of it)',
    async (processes, load) => {
      const { nine } = await playMinutes({ load, greedyFromMs: [30_000], processes });
      expect(nine.length - (outcomesOf(nine).SENT ?? 0)).toBeLessThanOrEqual(0.02 * nine.length);
    },
  );
});

describe('a caller that wants more than the minute', () => {
  it('gets all of it while no other caller comes', async () => {
    const { clock, ask } = startLimiter(MINUTE);
    const asked: Asked[] = [];
    for (let ms = 0; ms < 5 * MINUTE_MS; ms += 500) {
      asked.push(ask('greedy', { ms: 6_000 }));
      await clock.advance(500);
    }
    expect(outcomesOf(asked).SENT).toBeGreaterThanOrEqual(5 * MINUTE.perMinute);
  });

  it('is rejected at once for what is reserved for others, and gets it after the time that the rejection says', async () => {
    const { clock, ask, askTimes } = startLimiter({ perMinute: MINUTE.perMinute });
    const pass = async (ms: number): Promise<void> => {
      for (let passedMs = 0; passedMs < ms; passedMs += 5_000) {
        ask('regular');
        await clock.advance(5_000);
      }
    };
    await pass(70_000);
    const early = askTimes(20, 'greedy');
    await pass(10_000);
    const burst = askTimes(31, 'greedy');
    await clock.advance(0);
    // Twelve belong to the other caller.
    expect(outcomesOf([...early, ...burst])).toEqual({ SENT: 48, THROTTLED: 3 });
    const rejected = burst.filter(({ outcome }) => outcome === 'THROTTLED');
    expect(rejected.map(({ atMs, retryAfterMs }) => [atMs, retryAfterMs])).toEqual(Array(3).fill([80_000, 50_001]));
    await pass(45_000);
    const again = askTimes(3, 'greedy');
    await pass(5_000);
    await clock.advance(10);
    expect(sentAt(again)).toEqual(Array(3).fill(130_001));
  });

  it('does not delay a newcomer that may go', async () => {
    const { clock, ask, askTimes } = startLimiter({ perMinute: MINUTE.perMinute });
    for (let ms = 0; ms < 70_000; ms += 5_000) {
      ask('regular');
      await clock.advance(5_000);
    }
    askTimes(48, 'greedy');
    const held = ask('greedy', { ms: 100_000 });
    await clock.advance(100);
    const newcomer = ask('newcomer');
    await clock.advance(0);
    expect([held.outcome, newcomer.outcome]).toEqual(['WAITING', 'SENT']);
  });
});

describe('fifty callers that come only once', () => {
  it('get at once all that they request', async () => {
    const { clock, ask } = startLimiter({ perMinute: 110, perSecond: 10 });
    const asked: Asked[] = [];
    for (let visitor = 0; visitor < 50; visitor++) {
      for (const _ of [1, 2]) asked.push(ask(`visitor ${visitor}`));
      await clock.advance(1_150);
    }
    expect(asked.map(({ atMs, askedAtMs }) => atMs - askedAtMs)).toEqual(Array(100).fill(0));
  });

  it('hold no caller back that uses what they leave', async () => {
    const { clock, ask } = startLimiter({ perMinute: 110, perSecond: 10 });
    const asked: Asked[] = [];
    for (let visitor = 0; visitor < 50; visitor++) {
      ask(`visitor ${visitor}`);
      asked.push(ask('busy'));
      await clock.advance(1_150);
    }
    expect(outcomesOf(asked)).toEqual({ SENT: 50 });
    expect(Math.max(...asked.map(({ atMs, askedAtMs }) => atMs - askedAtMs))).toBe(0);
  });
});
