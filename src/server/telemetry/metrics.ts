/**
 * What Prometheus reads at /metrics. Labels are words of ours, from lists that are short: nothing that a client or a vendor
 * chose, and nobody's data.
 */
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Sources } from '../../sources/index.ts';
import type { RedisHealth } from '../../upstream/redis/redis-health.ts';
import type { PeopleFileWatcher } from '../people-file/people-file.ts';
import { createDoorMetrics, type DoorMetrics } from './http-metrics.ts';
import { createRedisMetrics } from './redis-metrics.ts';
import { createSourceMetrics, type SourceMetrics } from './source-metrics.ts';

export interface Metrics extends Pick<SourceMetrics, 'sent'> {
  readonly contentType: string;
  readonly door: DoorMetrics;
  /** `peopleFile` and `redis` are undefined where none is set. */
  text(
    sources: Pick<Sources, 'health'>,
    peopleFile?: Pick<PeopleFileWatcher, 'health'>,
    redis?: RedisHealth,
  ): Promise<string>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const door = createDoorMetrics(registry);
  const sourceMetrics = createSourceMetrics(registry);
  const copyRedis = createRedisMetrics(registry);
  const brokenFile = new Gauge({
    name: 'teamgraph_people_file_broken',
    help: '1 while the people file cannot be read and the last good one stands.',
    registers: [registry],
  });
  // Memory, processor, garbage collection, and how late the event loop is.
  collectDefaultMetrics({ register: registry });
  return {
    contentType: registry.contentType,
    door,
    sent: sourceMetrics.sent,
    text: (sources, peopleFile, redis) => {
      sourceMetrics.collect(sources);
      copyRedis(redis);
      brokenFile.set(peopleFile?.health().isGood === false ? 1 : 0);
      return registry.metrics();
    },
  };
}
