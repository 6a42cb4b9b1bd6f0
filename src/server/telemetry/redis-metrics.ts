/** What is known of Redis, as Prometheus wants it; nothing where none is set. Counted elsewhere and only copied here. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { RedisHealth } from '../../upstream/redis/redis-health.ts';

/** Copies what is known now. */
export function createRedisMetrics(registry: Registry): (health: RedisHealth | undefined) => void {
  const up = new Gauge({
    name: 'teamgraph_redis_up',
    help: '1 while Redis does what it is asked, 0 while it is lost or refuses us.',
    registers: [registry],
  });
  const failures = new Counter({
    name: 'teamgraph_redis_failures_total',
    help: 'Commands to Redis and connections to it that failed, by code.',
    labelNames: ['code'],
    registers: [registry],
  });
  // A gauge without labels is 0 as long as nobody says otherwise.
  up.remove();
  return (health) => {
    if (!health) return;
    up.set(health.isUp === true ? 1 : 0);
    failures.reset();
    for (const [code, count] of Object.entries(health.failures)) failures.inc({ code }, count);
  };
}
