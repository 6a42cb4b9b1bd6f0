/** The body of `/readyz`: the state of each source, of the people file and of Redis. Causes no call. */
import { SOURCES } from '../../errors.ts';
import { PEOPLE_FILE_INVALID } from '../../people/people-file.ts';
import { stateOf } from '../../resolvers/sources.ts';
import { type Health, presentFailure } from '../../sources/index.ts';
import type { Monitored } from '../telemetry/state-metrics.ts';

/** `sandbox` says whether the data is invented. */
export const readiness = ({ sandbox, ...monitored }: Monitored & { readonly sandbox: boolean }): object => ({
  status: 'ready',
  sandbox: sandbox || undefined,
  sources: statesOf(monitored),
});

function statesOf({ sources, peopleFile, redisHealth }: Monitored): object {
  const states = SOURCES.map((source) => {
    const health = sources.health(source);
    return [source, health && stateOfSource(health)];
  });
  const file = peopleFile?.health();
  const lastError = file?.lastFailureAtMs === undefined ? null : PEOPLE_FILE_INVALID;
  const redis = redisHealth?.();
  return Object.fromEntries([
    ...states,
    ...(file ? [['PEOPLE_FILE', { ok: file.isGood, lastError }]] : []),
    ...(redis ? [['REDIS', { ok: redis.isUp ?? null, lastError: redis.lastError ?? null }]] : []),
  ]);
}

function stateOfSource(health: Health): object {
  const { lastCallWentWell, lastFailure, breaker, parkedMs, waiting, quota } = health;
  const failure = presentFailure(health);
  const lastError = failure ?? lastFailure?.error;
  return {
    state: stateOf(health),
    ok: failure ? false : (lastCallWentWell ?? null),
    lastError: lastError?.code ?? null,
    detail: lastError?.context.detail,
    breaker,
    parkedMs: Math.ceil(parkedMs),
    waiting,
    quotaRemaining: quota?.remaining ?? null,
  };
}
