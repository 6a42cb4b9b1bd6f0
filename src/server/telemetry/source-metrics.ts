/** What is known of the sources, as Prometheus wants it. Counted elsewhere and only copied here, but for the times. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { SOURCES, type Source } from '../../errors.ts';
import { type Health, presentFailure, type Sources } from '../../sources/index.ts';
import { codeOf } from './labels.ts';

export interface SourceMetrics {
  /** A call is over. */
  sent(call: { readonly source: Source; readonly endpoint: string; readonly ms: number }): void;
  /** Copies what is known now. */
  collect(sources: Pick<Sources, 'health'>): void;
}

/** In seconds. */
const BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8];
const BREAKER = { CLOSED: 0, HALF_OPEN: 0.5, OPEN: 1 } as const;

export function createSourceMetrics(registry: Registry): SourceMetrics {
  const seconds = new Histogram({
    name: 'teamgraph_upstream_call_seconds',
    help: 'How long calls to a source took, each attempt by itself.',
    labelNames: ['source', 'endpoint'],
    buckets: BUCKETS,
    registers: [registry],
  });
  const copied = [createStateGauges(registry), createEndpointCounters(registry)];
  return {
    sent: ({ source, endpoint, ms }) => seconds.observe({ source, endpoint }, ms / 1000),
    collect: (sources) => {
      for (const { reset } of copied) reset();
      for (const source of SOURCES) {
        const health = sources.health(source);
        if (health) for (const { copy } of copied) copy(source, health);
      }
    },
  };
}

interface Copied {
  reset(): void;
  copy(source: Source, health: Health): void;
}

function createStateGauges(registry: Registry): Copied {
  const gauge = (name: string, help: string, labels: readonly string[] = []): Gauge =>
    new Gauge({ name: `teamgraph_upstream_${name}`, help, labelNames: ['source', ...labels], registers: [registry] });
  const breaker = gauge('breaker', 'Whether nothing is sent: 0 closed, 0.5 one probe, 1 open.');
  const failing = gauge('failing', '1 while the call that ended last failed, by the code of its error.', ['code']);
  const waiting = gauge('waiting', 'Calls that wait for their turn.');
  const parked = gauge('parked_seconds', 'For how long nothing is sent because the source said 429.');
  const quota = gauge('quota_remaining', 'Calls left in the window, as the source said last.');
  const limit = gauge('minute_limit', 'Calls that may be sent in any minute.');
  const left = gauge('minute_left', 'Calls that may still be sent now, of those of a minute.');
  const lastSuccess = gauge('last_success_timestamp_seconds', 'When it last answered well.');
  const all = [breaker, failing, waiting, parked, quota, limit, left, lastSuccess];
  return {
    reset: () => {
      for (const one of all) one.reset();
    },
    copy: (source, health) => {
      const { lastSuccessAtMs } = health;
      const failure = presentFailure(health);
      breaker.set({ source }, BREAKER[health.breaker]);
      waiting.set({ source }, health.waiting);
      parked.set({ source }, health.parkedMs / 1000);
      if (health.quota?.remaining !== undefined) quota.set({ source }, health.quota.remaining);
      if (lastSuccessAtMs !== undefined) lastSuccess.set({ source }, lastSuccessAtMs / 1000);
      if (failure) failing.set({ source, code: codeOf(failure.code) }, 1);
      const { minute } = health;
      if (!Number.isFinite(minute.limit)) return;
      limit.set({ source }, minute.limit);
      left.set({ source }, minute.left);
    },
  };
}

function createEndpointCounters(registry: Registry): Copied {
  const counter = (name: string, help: string, ...labels: readonly string[]): Counter => {
    const labelNames = ['source', 'endpoint', ...labels];
    return new Counter({ name: `teamgraph_upstream_${name}_total`, help, labelNames, registers: [registry] });
  };
  const reads = counter('reads', 'Logical reads, by what they met in the cache: MISS, FRESH, STALE, SHARED.', 'cache');
  const sent = counter('calls', 'Calls sent, second attempts included.');
  const failures = counter('failures', 'Calls that failed, by the code of their error.', 'code');
  const drift = counter('drift', 'Fields of answers not as declared: MISSED, UNKNOWN or WIDENED.', 'kind');
  return {
    reset: () => {
      for (const one of [reads, sent, failures, drift]) one.reset();
    },
    copy: (source, { endpoints }) => {
      for (const { endpoint, ...counts } of endpoints) {
        sent.inc({ source, endpoint }, counts.sent);
        for (const [cache, count] of Object.entries(counts.reads)) reads.inc({ source, endpoint, cache }, count);
        for (const [code, count] of Object.entries(counts.failures)) {
          failures.inc({ source, endpoint, code: codeOf(code) }, count);
        }
        // Which field it was stands in the graph: the names of new ones are the vendor's choice.
        for (const { kind, answers } of counts.drifts) drift.inc({ source, endpoint, kind }, answers);
      }
    },
  };
}
