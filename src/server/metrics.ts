/**
 * What Prometheus reads at /metrics. Labels are names of sources, endpoints, fields and codes: bounded, and nobody's data.
 */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { SOURCES, type Source } from '../errors.ts';
import type { Health, Sources } from '../sources/index.ts';
import type { SentCall } from '../upstream/call.ts';

/** In seconds. */
const BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8];

export interface Metrics {
  readonly contentType: string;
  sent(call: SentCall & { readonly source: Source }): void;
  text(sources: Pick<Sources, 'health'>): Promise<string>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: readonly string[]): Counter =>
    new Counter({ name, help, labelNames, registers });
  const gauge = (name: string, help: string, labelNames: readonly string[] = ['source']): Gauge =>
    new Gauge({ name, help, labelNames, registers });

  const seconds = new Histogram({
    name: 'teamgraph_upstream_call_seconds',
    help: 'How long calls to a source took, each attempt by itself.',
    labelNames: ['source', 'endpoint'],
    buckets: BUCKETS,
    registers,
  });
  const perEndpoint = ['source', 'endpoint'];
  const reads = counter(
    'teamgraph_upstream_reads_total',
    'Logical reads, by what they met in the cache: MISS, FRESH, STALE, SHARED.',
    [...perEndpoint, 'cache'],
  );
  const sent = counter('teamgraph_upstream_calls_total', 'Calls sent, second attempts included.', perEndpoint);
  const failures = counter('teamgraph_upstream_failures_total', 'Calls that failed, by the code of their error.', [
    ...perEndpoint,
    'code',
  ]);
  const drift = counter(
    'teamgraph_upstream_drift_total',
    'Answers in which a field was not as declared: MISSED, UNKNOWN or WIDENED.',
    [...perEndpoint, 'field', 'kind'],
  );
  const breaker = gauge('teamgraph_upstream_breaker', 'Whether nothing is sent: 0 closed, 0.5 one probe, 1 open.');
  const waiting = gauge('teamgraph_upstream_waiting', 'Calls that wait for their turn.');
  const parked = gauge(
    'teamgraph_upstream_parked_seconds',
    'For how long nothing is sent because the source said 429.',
  );
  const quota = gauge('teamgraph_upstream_quota_remaining', 'Calls left in the window, as the source said last.');
  const lastSuccess = gauge('teamgraph_upstream_last_success_timestamp_seconds', 'When it last answered well.');

  function collect(source: Source, health: Health): void {
    breaker.set({ source }, { CLOSED: 0, HALF_OPEN: 0.5, OPEN: 1 }[health.breaker]);
    waiting.set({ source }, health.waiting);
    parked.set({ source }, health.parkedMs / 1000);
    if (health.quota?.remaining !== undefined) quota.set({ source }, health.quota.remaining);
    if (health.lastSuccessAtMs !== undefined) lastSuccess.set({ source }, health.lastSuccessAtMs / 1000);
    for (const { endpoint, ...counts } of health.endpoints) {
      sent.inc({ source, endpoint }, counts.sent);
      for (const [cache, count] of Object.entries(counts.reads)) reads.inc({ source, endpoint, cache }, count);
      for (const [code, count] of Object.entries(counts.failures)) failures.inc({ source, endpoint, code }, count);
      for (const { field, kind, answers } of counts.drifts) drift.inc({ source, endpoint, field, kind }, answers);
    }
  }

  return {
    contentType: registry.contentType,
    sent: ({ source, endpoint, ms }) => seconds.observe({ source, endpoint }, ms / 1000),
    text: async (sources) => {
      // What is counted elsewhere already is only copied here.
      for (const counted of [reads, sent, failures, drift]) counted.reset();
      for (const source of SOURCES) {
        const health = sources.health(source);
        if (health) collect(source, health);
      }
      return registry.metrics();
    },
  };
}
