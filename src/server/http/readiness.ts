/** What /readyz says of each source, of the people file and of Redis, and whether the sources are the sandbox's. Asks nobody. */
import { SOURCES } from '../../errors.ts';
import { PEOPLE_FILE_INVALID } from '../../people/people-file.ts';
import { stateOf } from '../../resolvers/sources.ts';
import { type Health, presentFailure, type Sources } from '../../sources/index.ts';
import type { RedisHealth } from '../../upstream/redis/redis-health.ts';
import type { PeopleFileWatcher } from '../people-file/people-file.ts';

interface Ready {
  readonly sources: Sources;
  /** Undefined where none is set. */
  readonly peopleFile?: PeopleFileWatcher;
  /** Undefined where no Redis is set. */
  readonly redisHealth?: () => RedisHealth;
  readonly sandbox: boolean;
}

export const readiness = ({ sources, peopleFile, redisHealth, sandbox }: Ready): object => ({
  status: 'ready',
  sandbox: sandbox || undefined,
  sources: sourceStates(sources, peopleFile, redisHealth?.()),
});

function sourceStates(
  sources: Sources,
  peopleFile: PeopleFileWatcher | undefined,
  redis: RedisHealth | undefined,
): object {
  const states = SOURCES.map((source) => {
    const health = sources.health(source);
    return [source, health && sourceState(health)];
  });
  const file = peopleFile?.health();
  const lastError = file?.lastFailureAtMs === undefined ? null : PEOPLE_FILE_INVALID;
  return Object.fromEntries([
    ...states,
    ...(file ? [['PEOPLE_FILE', { ok: file.isGood, lastError }]] : []),
    ...(redis ? [['REDIS', { ok: redis.isUp ?? null, lastError: redis.lastError ?? null }]] : []),
  ]);
}

function sourceState(health: Health): object {
  const { lastCallWentWell, lastFailure, breaker, parkedMs, waiting, quota } = health;
  const failure = presentFailure(health);
  const told = failure ?? lastFailure?.error;
  return {
    state: stateOf(health),
    ok: failure ? false : (lastCallWentWell ?? null),
    lastError: told?.code ?? null,
    detail: told?.context.detail,
    breaker,
    parkedMs: Math.ceil(parkedMs),
    waiting,
    quotaRemaining: quota?.remaining ?? null,
  };
}
