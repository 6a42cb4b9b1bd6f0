/**
 * The shared tier over Redis: an accelerator, not a dependency. Whatever Redis does, nothing here rejects or takes long: a
 * value that cannot be read is absent, and while calls cannot be counted each process keeps to its share.
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
import { COUNT_SCRIPT, createRedisWindow } from './redis-window.ts';
import type { SharedTier, SharedWindow } from './shared-tier.ts';

/** The timeout of a command. */
const COMMAND_MS = 50;
const CONNECT_MS = 1_000;
/** A connection that is silent for so long after a command is replaced. */
const SILENT_MS = 5_000;
const FIRST_RECONNECT_MS = 50;
const LONGEST_RECONNECT_MS = 500;
/** How long no command is sent after a failure. */
const REST_MS = STEADY_MS;
const PREFIX = 'teamgraph:';

export interface RedisTier extends SharedTier {
  health(): RedisHealth;
  close(): void;
}

export interface RedisTierOptions {
  /** The least number of processes. */
  readonly processes: number;
  readonly clock: Clock;
  /** Receives a sentence when Redis fails, and when it works again. */
  warn(message: string): void;
}

/** A client with the script that counts calls: sent once on each connection, called by its hash (EVALSHA) afterwards. */
interface CountingRedis extends Redis {
  countCalls(callsKey: string, processesKey: string, ...values: readonly (string | number)[]): Promise<unknown>;
}

/** Resolves when Redis was reached, or could not be. Reconnects by itself, and never rejects. */
export async function openRedisTier(url: string, { processes, clock, warn }: RedisTierOptions): Promise<RedisTier> {
  const redis = new Redis(url, {
    lazyConnect: true,
    keyPrefix: PREFIX,
    connectTimeout: CONNECT_MS,
    socketTimeout: SILENT_MS,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    // Else ioredis takes a connection that was cut meanwhile for ready, and never makes another one.
    disableClientInfo: true,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(times * FIRST_RECONNECT_MS, LONGEST_RECONNECT_MS),
    scripts: { countCalls: { lua: COUNT_SCRIPT, numberOfKeys: 2 } },
  }) as CountingRedis;
  const record = createRedisRecord(clock, warn);
  // It reconnects by itself, and meanwhile every command fails.
  redis.on('error', (error) => record.connection.failed(redisCodeOf(error)));
  await redis.connect().catch(() => {});
  const closing = new AbortController();
  const connection = createGuard(record.connection, clock);
  const reading = createGuard(record.addPart(), clock);
  const writing = createGuard(record.addPart(), clock);
  await ping();
  void probe();

  return {
    store: {
      get: async (names) => {
        // One by one: names in different slots of a cluster cannot be read by one command.
        const values = await Promise.all(names.map((name) => reading.run(name, () => read(name))));
        // One of the values may say that another one must not be shown.
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
      const run = (values: readonly (string | number)[]) =>
        guard.run(name, () => redis.countCalls(`{${name}}:calls`, `{${name}}:processes`, ...values));
      return createRedisWindow({ run, limits, processes, clock, closing: closing.signal });
    },
    health: record.read,
    close: () => {
      closing.abort();
      redis.removeAllListeners('error').on('error', () => {});
      redis.disconnect();
    },
  };

  function ping() {
    return connection.run('', () => redis.ping());
  }

  /** Tests the connection also while no request uses it, and repeats what failed until it works. */
  async function probe(): Promise<void> {
    while (!closing.signal.aborted) {
      await Promise.all([
        ping(),
        reading.tryAgain((name) => redis.get(probeOf(name))),
        writing.tryAgain((name) => redis.set(probeOf(name), '', 'PX', 1)),
      ]);
      await clock.sleep(REST_MS, closing.signal).catch(() => {});
    }
  }

  /** Null for an absent name, or one whose value is not a string. */
  function read(name: string): Promise<Buffer | null> {
    return redis.getBuffer(name).catch((error: unknown) => {
      if (redisCodeOf(error) === 'WRONGTYPE') return null;
      throw error;
    });
  }
}

/** A name in the same slot of a cluster: the text in braces decides the slot. */
const probeOf = (name: string): string => `probe:{${PREFIX}${name}}`;

const UNLIMITED: SharedWindow = {
  take: async () => 0,
  share: () => ({ limits: { perMinute: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY }, others: 0 }),
  others: () => 0,
};

interface Guard {
  /** Undefined for a command that failed or timed out, and for a while after that without sending it. */
  run<Answer>(name: string, command: () => Promise<Answer>): Promise<Answer | undefined>;
  /** Runs a command in place of the one that failed, with its name; does nothing if none failed. */
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
        commandTimeout(answered.signal),
      ]);
      answered.abort();
      if ('answer' in outcome) {
        // Other names may be in a slot that this node of a cluster serves.
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

/** Resolves after the timeout of a command. Answers that arrived while this process was busy are read before. */
async function commandTimeout(answered: AbortSignal): Promise<{ readonly code: string }> {
  await sleep(COMMAND_MS, undefined, { signal: answered }).catch(() => {});
  await turnOfLoop();
  return { code: TIMEOUT };
}
