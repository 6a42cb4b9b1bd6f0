/**
 * Counts the calls of all processes with one credential in Redis, by Redis's own clock. Each process remembers its own, and
 * tells them again where Redis does not know them: after it was flushed, or could not be asked.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../time/clock.ts';
import { ARRIVAL_MS, MINUTE_MS, type PaceLimits, SECOND_MS, shareOf } from '../rate-limit/sliding-window.ts';
import type { SharedWindow } from './shared-tier.ts';

/** How often each process says that it lives, and asks who else does. */
const BEAT_MS = 1_000;
/** Whoever was silent for so long does not count. */
const GONE_MS = 3_500;
/** For how long, after the count was lost or could not be reached, each keeps to its share: until all have told theirs. */
const SETTLE_MS = 2_500;
/** Calls of how many seconds others may have had counted since this process was last told: a beat, and both its ends. */
const UNSEEN_SECONDS = 2;
/** By how much Redis's clock may be off a process's from one answer to the next; more, and what it counted is lost. */
const DRIFT_MS = 2_000;
/**
 * A process that is busy hears of answers late, and is as late with its calls, some times over: those are counted as under
 * way for longer, though not for ever.
 */
const LATENESS_TIMES = 3;
const LONGEST_ARRIVAL_MS = 3_000;
/** What remains, from one answer to the next, of how late the latest of them was. */
const LATENESS_KEPT = 0.95;

export interface RedisWindowOptions {
  /** Runs a script on the two keys of the count; undefined where that failed. */
  run(script: string, values: readonly (string | number)[]): Promise<unknown>;
  readonly limits: PaceLimits;
  /** How many processes there are at least. */
  readonly processes: number;
  readonly clock: Clock;
  /** Aborted when nothing is to be counted any more. */
  readonly closing: AbortSignal;
}

/** A call that this process let through. */
interface OwnCall {
  readonly id: string;
  /** When it has arrived at the latest. */
  readonly arrivedMs: number;
}

/** What the count says. */
interface Count {
  /** 0 where the call was counted; else for how long none may go. */
  readonly waitMs: number;
  /** Calls of the last minute. */
  readonly used: number;
  readonly processes: number;
  /** When the count was begun: another one if it was lost in between. */
  readonly begun: string;
  /** How far Redis's clock is ahead of this process's. */
  readonly aheadMs: number;
}

export function createRedisWindow({ run, limits, processes, clock, closing }: RedisWindowOptions): SharedWindow {
  const self = randomUUID();
  const bounds = [limits.perMinute, limits.perSecond].map((limit) => (Number.isFinite(limit) ? limit : 0));
  let own: OwnCall[] = [];
  /** Those of the last minute that Redis does not know of. */
  let untold: OwnCall[] = [];
  let last: Count | undefined;
  let hasFailed = false;
  let settledAtMs = Number.NEGATIVE_INFINITY;
  let lateMs = 0;
  let calls = 0;

  const ofLastMinute = (all: readonly OwnCall[]): OwnCall[] =>
    all.filter(({ arrivedMs }) => arrivedMs > clock.nowMs() - MINUTE_MS);

  const remember = (): OwnCall => {
    const onItsWayMs = Math.min(ARRIVAL_MS + LATENESS_TIMES * lateMs, LONGEST_ARRIVAL_MS);
    const call = { id: `${self}:${++calls}`, arrivedMs: clock.nowMs() + onItsWayMs };
    own = [...ofLastMinute(own), call];
    return call;
  };

  /** Tells the count what it does not know, and has one more call counted, if there is one and it may go. */
  async function ask(call?: OwnCall): Promise<Count | undefined> {
    const askedMs = clock.nowMs();
    // Else an outage would fill the memory, and take as long to tell.
    untold = ofLastMinute(untold);
    const telling = untold.slice(-Math.max(...bounds));
    const arrivals = [...(call ? [call] : []), ...telling].flatMap(({ id, arrivedMs }) => [
      id,
      Math.round(arrivedMs - askedMs),
    ]);
    const answer = await run(SCRIPT, [self, ...bounds, call ? 1 : 0, ...arrivals]);
    lateMs = Math.max(clock.nowMs() - askedMs, lateMs * LATENESS_KEPT);
    if (!Array.isArray(answer)) {
      hasFailed = true;
      return undefined;
    }
    const count = toCount(answer, clock.nowMs());
    const isLost = last !== undefined && isAnother(last, count);
    if (isLost || hasFailed) settledAtMs = clock.nowMs() + SETTLE_MS;
    hasFailed = false;
    if (!isLost) {
      untold = untold.filter((one) => !telling.includes(one));
      last = count;
      return count;
    }
    // All is told again, but for the call that it was asked about; and what was lost was used all the same.
    untold = own.filter((one) => one !== call);
    last = { ...count, used: Math.max(count.used, last?.used ?? 0) };
    void ask();
    return count;
  }

  async function beat(): Promise<void> {
    while (!closing.aborted) {
      await ask();
      await clock.sleep(BEAT_MS, closing).catch(() => {});
    }
  }
  void beat();

  return {
    take: async () => {
      const call = remember();
      const count = await ask(call);
      if (count === undefined) {
        untold.push(call);
        return 'ALONE';
      }
      if (count.waitMs === 0) return clock.nowMs() < settledAtMs ? 'ALONE' : 0;
      own = own.filter((one) => one !== call);
      return count.waitMs;
    },
    share: (sent) => {
      const among = Math.max(processes, last?.processes ?? 1);
      const share = shareOf(limits, among);
      if (!last) return { limits: share, others: 0 };
      // What was left when it was last asked is everybody's, but for what others had counted until they had to stop as well.
      const unseen = among > 1 ? UNSEEN_SECONDS * limits.perSecond : 0;
      const left = Math.max(0, Math.floor((limits.perMinute - last.used - unseen) / among));
      // In the last second there may have been nothing left. What has no limit needs no room.
      const rooms = [share.perMinute - sent - left, share.perSecond].filter(Number.isFinite);
      return { limits: share, others: Math.max(0, ...rooms) };
    },
    others: () => Math.max(0, (last?.used ?? 0) - ofLastMinute(own).length),
  };
}

/** Whether what was counted before is lost: the count was begun anew, or Redis's clock was set, by which calls leave it. */
const isAnother = (before: Count, now: Count): boolean =>
  before.begun !== now.begun || Math.abs(before.aheadMs - now.aheadMs) > DRIFT_MS;

const toCount = ([waitMs, used, processes, begun, redisMs]: readonly unknown[], nowMs: number): Count => ({
  waitMs: Number(waitMs),
  used: Number(used),
  processes: Number(processes),
  begun: String(begun),
  aheadMs: Number(redisMs) - nowMs,
});

/** What stands among the calls for as long as they are not lost. */
const BEGUN = 'begun';

/**
 * KEYS: the calls by when they have arrived, and the processes by when they were last heard of.
 * ARGV: the process, calls per minute and second (0: no limit), 1 where the first of the calls that recordCalls is to be counted
 * if it may go, then the ids of calls and in how many milliseconds each has arrived. What else somebody put there is thrown
 * away.
 */
const SCRIPT = `
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
