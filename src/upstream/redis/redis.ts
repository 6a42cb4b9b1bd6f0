/**
 * The shared tier over Redis: an accelerator and never a dependency. Whatever Redis does, nothing here rejects or takes
 * long; what it cannot tell is not there, and while it cannot count each process keeps to its share.
 */
import { setTimeout as sleep, setImmediate as turnOfLoop } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Clock } from '../../time/clock.ts';
import {
  createRedisRecord,
  isOfSlot,
  type RedisHealth,
  type RedisPart,
  redisCodeOf,
  STEADY_MS,
  TIMEOUT,
} from './redis-health.ts';
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
const REST_MS = STEADY_MS;
const PREFIX = 'teamgraph:';

export interface RedisTier extends SharedTier {
  health(): RedisHealth;
  close(): void;
}

export interface RedisTierOptions {
  /** How many processes there are at least. */
  readonly processes: number;
  readonly clock: Clock;
  /** Told, in sentences of ours, when Redis is lost or refuses us, and when it works again. */
  warn(message: string): void;
}

/** Resolves when Redis was reached, or could not be. */
export async function openRedisTier(url: string, { processes, clock, warn }: RedisTierOptions): Promise<RedisTier> {
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
  const record = createRedisRecord(clock, warn);
  // It connects again by itself, and meanwhile every command fails.
  redis.on('error', (error) => record.connection.failed(redisCodeOf(error)));
  await redis.connect().catch(() => {});
  const closing = new AbortController();
  const connection = createGuard(record.connection, clock);
  const reading = createGuard(record.addPart(), clock);
  const writing = createGuard(record.addPart(), clock);

  const ping = () => connection.run('', () => redis.ping());

  /** Sees also where nobody asks for long whether it is there, and tries again what failed until that works. */
  async function watch(): Promise<void> {
    while (!closing.signal.aborted) {
      await Promise.all([
        ping(),
        reading.tryAgain((name) => redis.get(probeOf(name))),
        writing.tryAgain((name) => redis.set(probeOf(name), '', 'PX', 1)),
      ]);
      await clock.sleep(REST_MS, closing.signal).catch(() => {});
    }
  }
  await ping();
  void watch();

  /** Nothing where something else than a text stands. */
  const read = (name: string): Promise<Buffer | null> =>
    redis.getBuffer(name).catch((error: unknown) => {
      if (redisCodeOf(error) === 'WRONGTYPE') return null;
      throw error;
    });

  return {
    store: {
      get: async (names) => {
        // One by one: names that stand in different slots of a cluster cannot be read by one command.
        const values = await Promise.all(names.map((name) => reading.run(name, () => read(name))));
        // What one of them holds may say that another one is not to be shown.
        return values.includes(undefined) ? names.map(() => undefined) : values.map((value) => value ?? undefined);
      },
      set: (name, value, ttlMs) => {
        void writing.run(name, () => redis.set(name, value, 'PX', ttlMs));
      },
      drop: (name) => {
        void writing.run(name, () => redis.del(name));
      },
    },
    windowOf: (name, limits) => {
      if (!Object.values(limits).some(Number.isFinite)) return UNLIMITED;
      const guard = createGuard(record.addPart(), clock);
      const run = (script: string, values: readonly (string | number)[]) =>
        guard.run(name, () => redis.eval(script, 2, `{${name}}:calls`, `{${name}}:processes`, ...values));
      return createRedisWindow({ run, limits, processes, clock, closing: closing.signal });
    },
    health: record.read,
    close: () => {
      closing.abort();
      redis.removeAllListeners('error').on('error', () => {});
      redis.disconnect();
    },
  };
}

/** A name in the same slot of a cluster: that is told by what stands in braces. */
const probeOf = (name: string): string => `probe:{${PREFIX}${name}}`;

const UNLIMITED: SharedWindow = {
  take: async () => 0,
  share: () => ({ limits: { perMinute: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY }, others: 0 }),
  others: () => 0,
};

interface Guard {
  /** Undefined for what failed or took too long, and for a while after that without trying. */
  run<Answer>(name: string, command: () => Promise<Answer>): Promise<Answer | undefined>;
  /** Runs a command in the place of one that failed, given its name; does nothing where none did. */
  tryAgain(command: (name: string) => Promise<unknown>): Promise<unknown>;
}

function createGuard(part: RedisPart, clock: Clock): Guard {
  let restUntilMs = Number.NEGATIVE_INFINITY;
  let failed = { name: '', code: '' };
  const guard: Guard = {
    run: async (name, command) => {
      if (clock.nowMs() < restUntilMs) return undefined;
      const answered = new AbortController();
      const outcome = await Promise.race([
        command().then(
          (answer) => ({ answer }),
          (error: unknown) => ({ code: redisCodeOf(error) }),
        ),
        tooLate(answered.signal),
      ]);
      answered.abort();
      if ('answer' in outcome) {
        // Other names may stand in a slot that this node of a cluster serves.
        if (name === failed.name || !isOfSlot(failed.code)) part.worked();
        return outcome.answer;
      }
      failed = { name, code: outcome.code };
      restUntilMs = clock.nowMs() + REST_MS;
      part.failed(outcome.code);
      return undefined;
    },
    tryAgain: async (command) => part.isFailing() && guard.run(failed.name, () => command(failed.name)),
  };
  return guard;
}

/** Resolves when a command took too long. What came meanwhile, while this process was busy itself, is read before. */
async function tooLate(answered: AbortSignal): Promise<{ readonly code: string }> {
  await sleep(COMMAND_MS, undefined, { signal: answered }).catch(() => {});
  await turnOfLoop();
  return { code: TIMEOUT };
}
