/**
 * Counts the calls of all processes with one credential in Redis, by Redis's own clock. Each process remembers its own calls,
 * and reports them again if Redis does not know them: after it was flushed, or could not be reached.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../time/clock.ts';
import { ARRIVAL_MS, MINUTE_MS, type RateLimits, SECOND_MS, shareOf } from '../rate-limit/sliding-window.ts';
import type { SharedWindow } from './shared-tier.ts';

/** How often each process reports that it is alive, and reads how many others are. */
const BEAT_MS = 1_000;
/** A process that was silent for so long does not count. */
const GONE_MS = 3_500;
/** After the count was lost or unreachable, each process keeps to its share for so long: until all have reported again. */
const SETTLE_MS = 2_500;
/** For so many seconds others may have counted calls since this process last read the count: a beat and both its ends. */
const UNSEEN_SECONDS = 2;
/** The most that Redis's clock may move against this process's between two answers; beyond that its counts are lost. */
const DRIFT_MS = 2_000;
/**
 * A busy process reads answers late, and sends its calls late by a multiple of that: they count as on their way for longer,
 * within a bound.
 */
const LATENESS_TIMES = 3;
const LONGEST_ARRIVAL_MS = 3_000;
/** The share of the largest lateness that remains from one answer to the next. */
const LATENESS_KEPT = 0.95;

export interface RedisWindowOptions {
  /** Runs `COUNT_SCRIPT` on the two keys of the count; undefined if that failed. */
  run(values: readonly (string | number)[]): Promise<unknown>;
  readonly limits: RateLimits;
  /** The least number of processes. */
  readonly processes: number;
  readonly clock: Clock;
  /** Aborted when the process stops counting. */
  readonly closing: AbortSignal;
}

/** A call that this process sent or is about to send. */
interface OwnCall {
  readonly id: string;
  /** Its latest arrival, on the monotonic clock. */
  readonly arrivedMs: number;
}

/** One answer of the script. */
interface Snapshot {
  /** 0 if the call was counted; else for how long none may go. */
  readonly waitMs: number;
  /** Calls of the last minute. */
  readonly used: number;
  readonly processes: number;
  /** Identifies the count: it differs after the count was lost. */
  readonly begun: string;
  /** How far Redis's clock is ahead of this process's. */
  readonly aheadMs: number;
}

/** Starts to report that this process is alive, until `closing` is aborted. */
export function createRedisWindow({ run, limits, processes, clock, closing }: RedisWindowOptions): SharedWindow {
  const self = randomUUID();
  const bounds = [limits.perMinute, limits.perSecond].map((limit) => (Number.isFinite(limit) ? limit : 0));
  let own: OwnCall[] = [];
  /** Those of the last minute that Redis does not know. */
  let unreported: OwnCall[] = [];
  let last: Snapshot | undefined;
  let hasFailed = false;
  let settledAtMs = Number.NEGATIVE_INFINITY;
  let lateMs = 0;
  let calls = 0;

  void beat();

  return {
    take: async () => {
      const call = remember();
      const snapshot = await count(call);
      if (snapshot === undefined) {
        unreported.push(call);
        return 'ALONE';
      }
      if (snapshot.waitMs === 0) return clock.nowMs() < settledAtMs ? 'ALONE' : 0;
      own = own.filter((one) => one !== call);
      return snapshot.waitMs;
    },
    share: (sent) => {
      const among = Math.max(processes, last?.processes ?? 1);
      const share = shareOf(limits, among);
      if (!last) return { limits: share, others: 0 };
      // What the count last left belongs to all, less what others may have counted until they lost the count as well.
      const unseen = among > 1 ? UNSEEN_SECONDS * limits.perSecond : 0;
      const left = Math.max(0, Math.floor((limits.perMinute - last.used - unseen) / among));
      // The last second may have been used up. A limit of infinity needs no room.
      const rooms = [share.perMinute - sent - left, share.perSecond].filter(Number.isFinite);
      return { limits: share, others: Math.max(0, ...rooms) };
    },
    others: () => Math.max(0, (last?.used ?? 0) - ofLastMinute(own).length),
  };

  async function beat(): Promise<void> {
    while (!closing.aborted) {
      await count();
      await clock.sleep(BEAT_MS, closing).catch(() => {});
    }
  }

  function remember(): OwnCall {
    const onItsWayMs = Math.min(ARRIVAL_MS + LATENESS_TIMES * lateMs, LONGEST_ARRIVAL_MS);
    const call = { id: `${self}:${++calls}`, arrivedMs: clock.nowMs() + onItsWayMs };
    own = [...ofLastMinute(own), call];
    return call;
  }

  function ofLastMinute(all: readonly OwnCall[]): OwnCall[] {
    return all.filter(({ arrivedMs }) => arrivedMs > clock.nowMs() - MINUTE_MS);
  }

  /** Reports the unreported calls, and counts `call` if there is one and it may go. Undefined if Redis does not answer. */
  async function count(call?: OwnCall): Promise<Snapshot | undefined> {
    const sinceMs = clock.nowMs();
    // Without a bound, an outage would fill the memory, and take as long to report.
    unreported = ofLastMinute(unreported);
    const reported = unreported.slice(-Math.max(...bounds));
    const arrivals = [...(call ? [call] : []), ...reported].flatMap(({ id, arrivedMs }) => [
      id,
      Math.round(arrivedMs - sinceMs),
    ]);
    const answer = await run([self, ...bounds, call ? 1 : 0, ...arrivals]);
    lateMs = Math.max(clock.nowMs() - sinceMs, lateMs * LATENESS_KEPT);
    if (!Array.isArray(answer)) {
      hasFailed = true;
      return undefined;
    }
    const snapshot = toSnapshot(answer, clock.nowMs());
    const isLost = last !== undefined && isAnother(last, snapshot);
    if (isLost || hasFailed) settledAtMs = clock.nowMs() + SETTLE_MS;
    hasFailed = false;
    if (!isLost) {
      unreported = unreported.filter((one) => !reported.includes(one));
      last = snapshot;
      return snapshot;
    }
    // Report all calls again, except this one. The calls of the lost count were used all the same.
    unreported = own.filter((one) => one !== call);
    last = { ...snapshot, used: Math.max(snapshot.used, last?.used ?? 0) };
    void count();
    return snapshot;
  }
}

/** Whether earlier counts are lost: the count was started again, or Redis's clock was set, by which calls leave it. */
const isAnother = (before: Snapshot, now: Snapshot): boolean =>
  before.begun !== now.begun || Math.abs(before.aheadMs - now.aheadMs) > DRIFT_MS;

const toSnapshot = ([waitMs, used, processes, begun, redisMs]: readonly unknown[], nowMs: number): Snapshot => ({
  waitMs: Number(waitMs),
  used: Number(used),
  processes: Number(processes),
  begun: String(begun),
  aheadMs: Number(redisMs) - nowMs,
});

/** The member of the set of calls that shows that it was not lost. */
const BEGUN = 'begun';

/**
 * KEYS: a sorted set of calls by their latest arrival, and one of processes by when they last reported. ARGV: the process;
 * the calls allowed per minute and per second, 0 for no limit; 1 if the first of the following calls is to be counted only
 * if it may go, else 0; then pairs of a call's id and in how many milliseconds it arrives. Other types of values under the
 * keys are deleted.
 */
export const COUNT_SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key).ok
  if kind ~= 'zset' and kind ~= 'none' then redis.call('DEL', key) end
end
local calls, processes = KEYS[1], KEYS[2]
redis.call('ZREMRANGEBYSCORE', calls, '-inf', '(0')
redis.call('ZREMRANGEBYSCORE', calls, '(0', '(' .. now - ${MINUTE_MS})
redis.call('ZREMRANGEBYSCORE', calls, now + ${LONGEST_ARRIVAL_MS + SECOND_MS}, '+inf')
local begun = redis.call('ZRANGEBYSCORE', calls, 0, 0)[1]
if not begun then
  begun = '${BEGUN}:' .. now .. ':' .. ARGV[1]
  redis.call('ZADD', calls, 0, begun)
end
local asking = tonumber(ARGV[4])
for index = 5 + 2 * asking, #ARGV, 2 do
  redis.call('ZADD', calls, now + ARGV[index + 1], ARGV[index])
end
local function wait_for(limit, span)
  if limit == 0 then return 0 end
  local nth = redis.call('ZRANGE', calls, -limit, -limit, 'WITHSCORES')[2]
  return nth and math.max(0, nth + span + 1 - now) or 0
end
local wait = math.max(wait_for(tonumber(ARGV[2]), ${MINUTE_MS}), wait_for(tonumber(ARGV[3]), ${SECOND_MS}))
if asking == 1 and wait == 0 then redis.call('ZADD', calls, now + ARGV[6], ARGV[5]) end
redis.call('ZREMRANGEBYSCORE', processes, '-inf', now - ${GONE_MS})
redis.call('ZREMRANGEBYSCORE', processes, '(' .. now, '+inf')
redis.call('ZADD', processes, now, ARGV[1])
redis.call('PEXPIRE', calls, ${2 * MINUTE_MS})
redis.call('PEXPIRE', processes, ${2 * MINUTE_MS})
return {wait, redis.call('ZCARD', calls) - 1, redis.call('ZCARD', processes), begun, now}
`;
