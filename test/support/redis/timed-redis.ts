/** A real Redis whose time the test sets, and the counts of processes that share it. */
import { setImmediate as turnOfLoop } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { RateLimits } from '../../../src/upstream/rate-limit/sliding-window.ts';
import { COUNT_SCRIPT, createRedisWindow } from '../../../src/upstream/redis/redis-window.ts';
import type { SharedWindow } from '../../../src/upstream/redis/shared-tier.ts';
import { createFakeClock, type FakeClock } from '../fake-clock.ts';
import { startRedis } from '../redis.ts';

/** What happens to a script: it cannot be run, or it is run after its timeout. */
export type Trouble = 'NONE' | 'DOWN' | 'HUNG';

export interface Process extends SharedWindow {
  /** Its own clock, with its own origin. */
  readonly clock: FakeClock;
  trouble: Trouble;
  end(): void;
}

interface ProcessOptions {
  readonly limits: RateLimits;
  /** The configured number of processes; by default one. */
  readonly processes?: number;
  /** How far its own clock is ahead. */
  readonly aheadMs?: number;
  /** How long a script, or its answer, is on its way. */
  readonly way?: () => number;
}

export interface TimedRedis {
  readonly redis: Redis;
  readonly clock: FakeClock;
  /** How far Redis's clock is ahead. */
  aheadMs: number;
  start(options: ProcessOptions): Process;
  /** Lets time pass, and Redis answer meanwhile. */
  pass(ms: number): Promise<void>;
  /** Forgets all calls and processes. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export const CALLS = 'calls';
export const PROCESSES = 'processes';
const READS_THE_TIME = "redis.call('TIME')";
/** The time comes as one more key. */
const RECEIVES_THE_TIME = '{ math.floor(KEYS[3] / 1000), KEYS[3] % 1000 * 1000 }';
const TIMEOUT_MS = 50;
const REST_MS = 1_000;
const QUIET_TURNS = 2;
const STEP_MS = 5;
const NEVER = new AbortController().signal;

export async function startTimedRedis(): Promise<TimedRedis> {
  const server = await startRedis();
  const redis = server.client;
  let clock = createFakeClock();
  let running: Process[] = [];
  let underWay = 0;

  async function evaluate(values: readonly (string | number)[]): Promise<unknown> {
    if (!COUNT_SCRIPT.includes(READS_THE_TIME)) throw new Error('the script reads the time in another way');
    const script = COUNT_SCRIPT.replace(READS_THE_TIME, RECEIVES_THE_TIME);
    const ms = Math.floor(clock.epochMs() + timed.aheadMs);
    underWay++;
    try {
      return await redis.eval(script, 3, CALLS, PROCESSES, ms, ...values);
    } finally {
      underWay--;
    }
  }

  async function settle(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet = underWay > 0 ? 0 : quiet + 1) await turnOfLoop();
  }

  function start({ limits, processes = 1, aheadMs = 0, way }: ProcessOptions): Process {
    const closing = new AbortController();
    const own: FakeClock = { ...clock, nowMs: () => clock.nowMs() + aheadMs };
    const pause = (ms: number): Promise<void> => clock.sleep(ms, NEVER);
    const state: { trouble: Trouble } = { trouble: 'NONE' };
    let restUntilMs = 0;
    const run = async (values: readonly (string | number)[]): Promise<unknown> => {
      if (clock.nowMs() < restUntilMs) return undefined;
      const thereMs = way?.() ?? 0;
      const backMs = way?.() ?? 0;
      if (state.trouble === 'NONE' && thereMs + backMs <= TIMEOUT_MS) {
        if (way) await pause(thereMs);
        const answer = await evaluate(values);
        if (way) await pause(backMs);
        return answer;
      }
      if (state.trouble !== 'DOWN') {
        void untilBack(thereMs).then(() => evaluate(values));
        await pause(TIMEOUT_MS);
      }
      restUntilMs = clock.nowMs() + REST_MS;
      return undefined;
    };
    const untilBack = async (thereMs: number): Promise<void> => {
      await pause(thereMs);
      while (state.trouble === 'HUNG') await pause(TIMEOUT_MS);
    };
    const window = createRedisWindow({ run, limits, processes, clock: own, closing: closing.signal });
    const process: Process = Object.assign(state, window, { clock: own, end: () => closing.abort() });
    running.push(process);
    return process;
  }

  const endAll = (): void => {
    for (const process of running) process.end();
    running = [];
  };
  const timed: TimedRedis = {
    redis,
    get clock() {
      return clock;
    },
    aheadMs: 0,
    start,
    pass: async (ms) => {
      await settle();
      for (let leftMs = ms; leftMs > 0; leftMs -= STEP_MS) {
        await clock.advance(Math.min(leftMs, STEP_MS));
        await settle();
      }
    },
    reset: async () => {
      endAll();
      await settle();
      await redis.flushall();
      clock = createFakeClock();
      timed.aheadMs = 0;
    },
    close: async () => {
      endAll();
      await server.close();
    },
  };
  return timed;
}
