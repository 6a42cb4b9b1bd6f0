/** The metrics of HTTP: requests, their duration, rejections, failed authentication, and the errors in answers. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import {
  AUTH_FAILURES,
  type AuthFailure,
  CODES,
  type Code,
  isProbe,
  PATHS,
  type Path,
  REJECTION_REASONS,
  type RejectionReason,
  STATUS_CLASSES,
  statusClassOf,
} from './labels.ts';

export interface HttpMetrics {
  started(path: Path): void;
  /** `status` is undefined if the client left before it had the answer. */
  ended(path: Path, status: number | undefined, ms: number): void;
  rejected(reason: RejectionReason): void;
  /** A request was rejected because the server is overloaded. */
  shed(path: Path): void;
  /** Authentication failed. The rejection that follows is counted by itself. */
  unauthenticated(reason: AuthFailure): void;
  /** An answer has an error. */
  error(code: Code): void;
}

/** In seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8];

/** Every series begins at 0, so that Prometheus sees the first event as an increase. */
export function createHttpMetrics(registry: Registry): HttpMetrics {
  const registers = [registry];
  const requests = new Counter({
    name: 'teamgraph_http_requests_total',
    help: 'Finished requests, by path and status.',
    labelNames: ['path', 'status'],
    registers,
  });
  const seconds = new Histogram({
    name: 'teamgraph_http_request_seconds',
    help: 'The duration of requests, until the answer is sent or the client leaves.',
    labelNames: ['path'],
    buckets: BUCKETS,
    registers,
  });
  const inFlight = new Gauge({
    name: 'teamgraph_http_requests_in_flight',
    help: 'Requests in progress.',
    labelNames: ['path'],
    registers,
  });
  const rejections = new Counter({
    name: 'teamgraph_http_rejected_requests_total',
    help: 'Requests rejected as a whole, by reason.',
    labelNames: ['reason'],
    registers,
  });
  const authFailures = new Counter({
    name: 'teamgraph_auth_failures_total',
    help: 'Requests without a valid token, by reason.',
    labelNames: ['reason'],
    registers,
  });
  const errors = new Counter({
    name: 'teamgraph_errors_total',
    help: 'Errors in answers, by code.',
    labelNames: ['code'],
    registers,
  });
  for (const path of PATHS) {
    inFlight.set({ path }, 0);
    if (!isProbe(path)) seconds.zero({ path });
    for (const status of STATUS_CLASSES) requests.inc({ path, status }, 0);
  }
  for (const reason of REJECTION_REASONS) rejections.inc({ reason }, 0);
  for (const reason of AUTH_FAILURES) authFailures.inc({ reason }, 0);
  for (const code of CODES) errors.inc({ code }, 0);

  return {
    started: (path) => inFlight.inc({ path }),
    ended: (path, status, ms) => {
      inFlight.dec({ path });
      requests.inc({ path, status: statusClassOf(status) });
      if (!isProbe(path)) seconds.observe({ path }, ms / 1000);
    },
    rejected: (reason) => rejections.inc({ reason }),
    shed: (path) => {
      requests.inc({ path, status: '5xx' });
      rejections.inc({ reason: 'unavailable' });
      errors.inc({ code: 'UNAVAILABLE' });
    },
    unauthenticated: (reason) => authFailures.inc({ reason }),
    error: (code) => errors.inc({ code }),
  };
}
