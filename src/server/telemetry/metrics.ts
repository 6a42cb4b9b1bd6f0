/** What Prometheus reads at `/metrics`. Every label value comes from a short fixed list, so the cardinality is bounded. */
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Source } from '../../errors.ts';
import { createHttpMetrics, type HttpMetrics } from './http-metrics.ts';
import { type Monitored, stateMetrics } from './state-metrics.ts';

export interface Metrics {
  readonly contentType: string;
  readonly http: HttpMetrics;
  /** One attempt of a call has ended. */
  callEnded(call: { readonly source: Source; readonly endpoint: string; readonly ms: number }): void;
  /** All metrics in the text format of Prometheus. */
  text(monitored: Monitored): Promise<string>;
}

/** In seconds. */
const CALL_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8];

/**
 * Memory, processor, garbage collection, and the lag of the event loop. They belong to the process: to collect them starts
 * observers that nothing stops.
 */
let processRegistry: Registry | undefined;

function processMetrics(): Registry {
  if (!processRegistry) {
    processRegistry = new Registry();
    collectDefaultMetrics({ register: processRegistry });
  }
  return processRegistry;
}

/** Metrics with a registry of their own, beside those of the process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const http = createHttpMetrics(registry);
  const callSeconds = new Histogram({
    name: 'teamgraph_upstream_call_seconds',
    help: 'The duration of calls to a source, each attempt by itself.',
    labelNames: ['source', 'endpoint'],
    buckets: CALL_BUCKETS,
    registers: [registry],
  });
  processMetrics();
  return {
    contentType: registry.contentType,
    http,
    callEnded: ({ source, endpoint, ms }) => callSeconds.observe({ source, endpoint }, ms / 1000),
    text: (monitored) => Registry.merge([registry, stateMetrics(monitored), processMetrics()]).metrics(),
  };
}
