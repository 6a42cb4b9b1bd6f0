/**
 * The metrics of what keeps its own state: the states and totals of the sources, of Redis and of the people file. A scrape
 * writes them out as they are; nothing is counted here.
 */
import { Counter, type CounterConfiguration, Gauge, Registry } from 'prom-client';
import { SOURCES } from '../../errors.ts';
import { presentFailure, type Sources } from '../../sources/index.ts';
import type { RedisHealth } from '../../upstream/redis/redis-health.ts';
import type { PeopleFileWatcher } from '../people-file/people-file.ts';
import { codeOf } from './labels.ts';

/** What `/readyz` and `/metrics` report on. Each keeps its own state and totals. */
export interface Monitored {
  readonly sources: Pick<Sources, 'health'>;
  /** Undefined without a people file. */
  readonly peopleFile?: Pick<PeopleFileWatcher, 'health'>;
  /** Undefined without Redis. */
  readonly redisHealth?: () => RedisHealth;
}

const BREAKER = { CLOSED: 0, HALF_OPEN: 0.5, OPEN: 1 } as const;

/** A registry with the present states and totals. */
export function stateMetrics({ sources, peopleFile, redisHealth }: Monitored): Registry {
  const registry = new Registry();
  addSources(registry, sources);
  if (redisHealth) addRedis(registry, redisHealth());
  new Gauge({
    name: 'teamgraph_people_file_broken',
    help: '1 while the people file cannot be read and the last good one is in force.',
    registers: [registry],
  }).set(peopleFile?.health().isGood === false ? 1 : 0);
  return registry;
}

function addSources(registry: Registry, sources: Pick<Sources, 'health'>): void {
  const config = (name: string, help: string, ...labels: readonly string[]): CounterConfiguration<string> => ({
    name: `teamgraph_upstream_${name}`,
    help,
    labelNames: ['source', ...labels],
    registers: [registry],
  });
  const breaker = new Gauge(config('breaker', 'The circuit breaker: 0 closed, 0.5 half-open, 1 open.'));
  const failing = new Gauge(config('failing', '1 while the call that ended last failed, by its error code.', 'code'));
  const waiting = new Gauge(config('waiting', 'Calls that wait in the rate limiter.'));
  const parked = new Gauge(config('parked_seconds', 'For how long a 429 of the source still stops all calls.'));
  const quota = new Gauge(config('quota_remaining', 'The calls that the source says are left in its window.'));
  const limit = new Gauge(config('minute_limit', 'Calls that may be sent in any minute.'));
  const left = new Gauge(config('minute_left', 'Calls that may still be sent in this minute.'));
  const success = new Gauge(config('last_success_timestamp_seconds', 'When a call last succeeded.'));
  const reads = new Counter(config('reads_total', 'Logical reads, by what the cache had.', 'endpoint', 'cache'));
  const calls = new Counter(config('calls_total', 'Calls sent, second attempts included.', 'endpoint'));
  const failures = new Counter(config('failures_total', 'Calls that failed, by their error code.', 'endpoint', 'code'));
  const drift = new Counter(
    config('drift_total', 'Fields of answers that differ from the declared schema.', 'endpoint', 'kind'),
  );
  for (const source of SOURCES) {
    const health = sources.health(source);
    if (!health) continue;
    const { lastSuccessAtMs, minute } = health;
    breaker.set({ source }, BREAKER[health.breaker]);
    waiting.set({ source }, health.waiting);
    parked.set({ source }, health.parkedMs / 1000);
    if (health.quota?.remaining !== undefined) quota.set({ source }, health.quota.remaining);
    if (lastSuccessAtMs !== undefined) success.set({ source }, lastSuccessAtMs / 1000);
    const failure = presentFailure(health);
    if (failure) failing.set({ source, code: codeOf(failure.code) }, 1);
    if (Number.isFinite(minute.limit)) {
      limit.set({ source }, minute.limit);
      left.set({ source }, minute.left);
    }
    for (const { endpoint, ...counts } of health.endpoints) {
      calls.inc({ source, endpoint }, counts.sent);
      for (const [cache, count] of Object.entries(counts.reads)) reads.inc({ source, endpoint, cache }, count);
      for (const [code, count] of Object.entries(counts.failures)) {
        failures.inc({ source, endpoint, code: codeOf(code) }, count);
      }
      // Without the field: the vendor chooses the names of new fields, and a label needs a fixed list.
      for (const { kind, answers } of counts.drifts) drift.inc({ source, endpoint, kind }, answers);
    }
  }
}

function addRedis(registry: Registry, { isUp, failures }: RedisHealth): void {
  const registers = [registry];
  const up = new Gauge({
    name: 'teamgraph_redis_up',
    help: '1 while Redis works, 0 while it is lost or rejects commands.',
    registers,
  });
  const failed = new Counter({
    name: 'teamgraph_redis_failures_total',
    help: 'Commands to Redis and connections to it that failed, by code.',
    labelNames: ['code'],
    registers,
  });
  up.set(isUp === true ? 1 : 0);
  for (const [code, count] of Object.entries(failures)) failed.inc({ code }, count);
}
