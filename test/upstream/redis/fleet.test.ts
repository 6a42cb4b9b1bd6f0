/** Several processes that count in one Redis, while Redis fails, in simulated time. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ARRIVAL_MS } from '../../../src/upstream/rate-limit/sliding-window.ts';
import { diceOf } from '../../support/people/dice.ts';
import { type Process, startTimedRedis, type TimedRedis, type Trouble } from '../../support/redis/timed-redis.ts';
import { describeWithRedis } from '../../support/redis/with-redis.ts';
import { mostWithin } from '../../support/upstream/arrivals.ts';
import { type Asked, startLimiter } from '../../support/upstream/limiter.ts';

const LIMITS = { perMinute: 60, perSecond: 10 };
const SECOND_MS = 1_000;
const STEP_MS = 100;
const BEFORE_MS = 65 * SECOND_MS;
const AFTER_MS = 75 * SECOND_MS;
const WAY_MS = 5;
const SLOW_WAY_MS = 40;
/** How far each process's own clock is ahead of the next one's. */
const APART_MS = 123_456;

interface Event {
  begin(redis: TimedRedis, processes: readonly Process[]): unknown;
  end?(redis: TimedRedis, processes: readonly Process[]): unknown;
  readonly wayMs?: number;
}

const trouble = (kind: Trouble) => (_: TimedRedis, processes: readonly Process[]) => {
  for (const process of processes) process.trouble = kind;
};
const flush = ({ redis }: TimedRedis) => redis.flushall();
const setClock = (ms: number) => (redis: TimedRedis) => {
  redis.aheadMs += ms;
};

const EVENTS: readonly [string, Event][] = [
  ['nothing happens', { begin: () => {} }],
  ['Redis is gone for a while', { begin: trouble('DOWN'), end: trouble('NONE') }],
  ['Redis comes back empty', { begin: trouble('DOWN'), end: (...all) => [flush(all[0]), trouble('NONE')(...all)] }],
  ['Redis hangs', { begin: trouble('HUNG'), end: trouble('NONE') }],
  ['Redis is slow', { begin: () => {}, wayMs: SLOW_WAY_MS }],
  ['Redis is flushed', { begin: flush }],
  ['the clock of Redis is set forward', { begin: setClock(3_600_000) }],
  ['the clock of Redis is set back', { begin: setClock(-3_600_000) }],
];

let timed: TimedRedis;

/** Lets all processes call as much as they can, plays the event meanwhile, and returns when each call arrived. */
async function play({ begin, end, wayMs = WAY_MS }: Event, count: number, seed: number): Promise<number[]> {
  const dice = diceOf(seed);
  const below = (most: number): number => Math.floor(dice.roll() * most);
  const beginMs = BEFORE_MS - below(30) * SECOND_MS;
  const endMs = beginMs + dice.among([200, 1_500, 6_000, 30_000]);
  // Some start just before the event.
  const asksFromMs = dice.among([0, beginMs - below(10_000)]);
  let isEventful = false;
  const processes = Array.from({ length: count }, (_, index) =>
    timed.start({ limits: LIMITS, aheadMs: index * APART_MS, way: () => below(isEventful ? wayMs : WAY_MS) }),
  );
  const limiters = processes.map((process) => startLimiter(LIMITS, process, process.clock));
  const greed = processes.map(() => dice.among([1, 4, 12]));
  const asked: { readonly one: Asked; readonly wayMs: number; readonly aheadMs: number }[] = [];

  for (let nowMs = 0; nowMs < beginMs + AFTER_MS; nowMs += STEP_MS) {
    if (nowMs >= beginMs && nowMs < beginMs + STEP_MS) await begin(timed, processes);
    if (nowMs >= endMs && nowMs < endMs + STEP_MS) await end?.(timed, processes);
    isEventful = nowMs >= beginMs && nowMs < endMs;
    for (const [index, pacing] of limiters.entries()) {
      if (nowMs < asksFromMs || below(10) > 3) continue;
      for (let more = below(greed[index] ?? 1); more >= 0; more--) {
        const wayMs = below(ARRIVAL_MS);
        const one = pacing.ask('a', { answeredAfterMs: wayMs + below(100) });
        asked.push({ one, wayMs, aheadMs: index * APART_MS });
      }
    }
    await timed.pass(STEP_MS);
  }
  const sent = asked.filter(({ one }) => one.outcome === 'SENT');
  return sent.map(({ one, wayMs, aheadMs }) => one.atMs - aheadMs + wayMs);
}

describeWithRedis('processes that count together', () => {
  beforeAll(async () => {
    timed = await startTimedRedis();
  });
  afterAll(() => timed.close());
  beforeEach(() => timed.reset());

  it.each(EVENTS.flatMap(([name, event]) => [2, 4].map((count) => ({ name, event, count }))))(
    'never send more than the limits while $name ($count of them)',
    async ({ event, count }) => {
      const arrivals = await play(event, count, count);
      expect(mostWithin(1_000, arrivals)).toBeLessThanOrEqual(LIMITS.perSecond);
      expect(mostWithin(60_000, arrivals)).toBeLessThanOrEqual(LIMITS.perMinute);
      // Nor much less, as long as there are requests.
      expect(arrivals.length).toBeGreaterThan(LIMITS.perMinute);
    },
  );
});
