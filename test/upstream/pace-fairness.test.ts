/** Who gets the turns where there are not enough of them. */
import { describe, expect, it } from 'vitest';
import { type Asked, outcomesOf, sentAt, startPacing } from './pacing.ts';

const NINE = ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
const SECONDS = 60;

/** A minute of nine callers who ask every 1.2 seconds, and one who asks ten times as often, or not at all. */
async function ninePlus(greedy: 'greedy' | null): Promise<{ nine: Asked[]; greedy: Asked[] }> {
  const { clock, ask } = startPacing({ perSecond: 10 });
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

describe('callers of whom one asks ten times as often as the others', () => {
  it('lose nothing of what they would have had alone', async () => {
    const alone = await ninePlus(null);
    const { nine } = await ninePlus('greedy');
    expect(nine).toHaveLength(450);
    expect(outcomesOf(alone.nine)).toEqual({ SENT: 450 });
    expect(outcomesOf(nine)).toEqual({ SENT: 450 });
    const waits = nine.map(({ atMs, askedAtMs }) => atMs - askedAtMs);
    // A turn of everybody who waits takes a bit more than a second.
    expect(Math.max(...waits)).toBeLessThan(1_500);
  });

  it('leave that one what is left, and no more', async () => {
    const { greedy } = await ninePlus('greedy');
    const { SENT = 0, THROTTLED = 0, ...others } = outcomesOf(greedy);
    expect(others).toEqual({});
    expect(SENT).toBeGreaterThan(SECONDS);
    expect(SENT + THROTTLED).toBe(500);
    const refused = greedy.filter(({ outcome }) => outcome === 'THROTTLED');
    expect(refused.every(({ retryAfterMs = 0 }) => retryAfterMs > 0)).toBe(true);
  });
});

describe('a caller who has many calls waiting', () => {
  it('puts nobody off by more than one turn for each that they wait for', async () => {
    const { clock, ask, askTimes } = startPacing({ perMinute: 60, perSecond: 10 });
    askTimes(260, 'greedy', { ms: 600_000 });
    await clock.advance(1_000);
    const nine = NINE.flatMap((caller) => Array.from({ length: 5 }, () => ask(caller, { ms: 600_000 })));
    await clock.advance(600_000);
    expect(outcomesOf(nine)).toEqual({ SENT: 45 });
    // 60 went before they came; the next 60 go a minute later, and 5 turns of all ten are 50.
    expect(Math.max(...sentAt(nine))).toBeLessThan(70_000);
  });

  it('waits no longer in the end than all together need', async () => {
    const { clock, ask, askTimes } = startPacing({ perSecond: 10 });
    const greedy = askTimes(100, 'greedy', { ms: 60_000 });
    const nine = NINE.flatMap((caller) => Array.from({ length: 10 }, () => ask(caller, { ms: 60_000 })));
    await clock.advance(60_000);
    expect(outcomesOf([...greedy, ...nine])).toEqual({ SENT: 190 });
    expect(Math.max(...sentAt(greedy))).toBe(18 * 1_001);
  });

  it('goes before others who only prepare something, and after none of them', async () => {
    const { clock, ask, askTimes } = startPacing({ perSecond: 10 });
    const prepared = NINE.map((caller) => ask(caller, { isBackground: true, ms: 60_000 }));
    const greedy = askTimes(50, 'greedy', { ms: 60_000 });
    await clock.advance(60_000);
    expect(outcomesOf([...prepared, ...greedy])).toEqual({ SENT: 59 });
    // The first of those who prepare had turns before anybody else came.
    const later = prepared.filter(({ atMs }) => atMs > 0);
    expect(Math.min(...sentAt(later), Number.POSITIVE_INFINITY)).toBeGreaterThanOrEqual(Math.max(...sentAt(greedy)));
  });
});
