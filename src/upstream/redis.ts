/**
 * The shared tier over Redis: an accelerator and never a dependency. Whatever Redis does, nothing here rejects or takes
 * long; what it cannot tell is not there, and while it cannot count each process keeps to its share.
 */
import { setTimeout as sleep, setImmediate as turnOfLoop } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Clock } from './clock.ts';
import { createRedisWindow } from './redis-window.ts';
import type { SharedTier, SharedWindow } from './shared-tier.ts';

/** What one command may take. */
const COMMAND_MS = 50;
const CONNECT_MS = 1_000;
/** A connection that was silent for so long while it was asked is given up for a new one. */
const SILENT_MS = 5_000;
const FIRST_RECONNECT_MS = 50;
const LONGEST_RECONNECT_MS = 500;
/** How long Redis is left alone after it failed. */
const REST_MS = 1_000;
const PREFIX = 'teamgraph:';

export interface RedisTier extends SharedTier {
  close(): void;
}

/** `processes` is how many processes there are at least. Resolves when Redis was reached, or could not be. */
export async function openRedisTier(url: string, processes: number, clock: Clock): Promise<RedisTier> {
  const redis = new Redis(url, {
    lazyConnect: true,
    keyPrefix: PREFIX,
    connectTimeout: CONNECT_MS,
    socketTimeout: SILENT_MS,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    // Else ioredis takes a connection that is cut meanwhile for ready, and makes no other one for ever.
    disableClientInfo: true,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(times * FIRST_RECONNECT_MS, LONGEST_RECONNECT_MS),
  });
  // It connects again by itself, and meanwhile every command fails.
  redis.on('error', () => {});
  await redis.connect().catch(() => {});
  const closing = new AbortController();
  const reading = createGuard(clock);
  const writing = createGuard(clock);

  return {
    store: {
      get: async (names) => {
        const values = await reading(() => redis.mgetBuffer(...names));
        return names.map((_, index) => values?.[index] ?? undefined);
      },
      set: (name, value, ttlMs) => {
        void writing(() => redis.set(name, value, 'PX', ttlMs));
      },
      drop: (name) => {
        void writing(() => redis.del(name));
      },
    },
    windowOf: (name, limits) => {
      if (!Object.values(limits).some(Number.isFinite)) return UNLIMITED;
      const guard = createGuard(clock);
      const run = (script: string, values: readonly (string | number)[]) =>
        guard(() => redis.eval(script, 2, `{${name}}:calls`, `{${name}}:processes`, ...values));
      return createRedisWindow({ run, limits, processes, clock, closing: closing.signal });
    },
    close: () => {
      closing.abort();
      redis.disconnect();
    },
  };
}

const UNLIMITED: SharedWindow = {
  take: async () => 0,
  share: () => ({ limits: { perMinute: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY }, others: 0 }),
  others: () => 0,
};

/** Undefined for what failed or took too long, and for a while after that without trying. */
type Guard = <Answer>(command: () => Promise<Answer>) => Promise<Answer | undefined>;

function createGuard(clock: Clock): Guard {
  let restUntilMs = Number.NEGATIVE_INFINITY;
  return async (command) => {
    if (clock.nowMs() < restUntilMs) return undefined;
    const answered = new AbortController();
    const answer = await Promise.race([command().catch(() => undefined), tooLate(answered.signal)]);
    answered.abort();
    if (answer === undefined) restUntilMs = clock.nowMs() + REST_MS;
    return answer;
  };
}

/** Resolves when a command took too long. What came meanwhile, while this process was busy itself, is read before. */
async function tooLate(answered: AbortSignal): Promise<undefined> {
  await sleep(COMMAND_MS, undefined, { signal: answered }).catch(() => {});
  await turnOfLoop();
}
