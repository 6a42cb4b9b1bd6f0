/** The metrics of HTTP: requests, their duration, rejections, failed authentication, and the errors in answers. */
import { Counter, Histogram, type Registry } from 'prom-client';
import {
  ANSWER_LOOKUPS,
  type AnswerLookup,
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
import { createTally } from './tally.ts';

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
  /** A request was looked up in the cache of answers. */
  answerLookedUp(lookup: AnswerLookup): void;
}

/** In seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8];

/** Every series begins at 0, so that Prometheus sees the first event as an increase. */
export function createHttpMetrics(registry: Registry): HttpMetrics {
  const registers = [registry];
  const requests = createTally(registry, {
    name: 'teamgraph_http_requests_total',
    help: 'Finished requests, by path and status.',
    labels: { path: PATHS, status: STATUS_CLASSES },
  });
  const seconds = new Histogram({
    name: 'teamgraph_http_request_seconds',
    help: 'The duration of requests, until the answer is sent or the client leaves.',
    labelNames: ['path'],
    buckets: BUCKETS,
    registers,
  });
  const inFlight = createTally(registry, {
    name: 'teamgraph_http_requests_in_flight',
    help: 'Requests in progress.',
    labels: { path: PATHS },
    isGauge: true,
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
  const lookups = createTally(registry, {
    name: 'teamgraph_answer_lookups_total',
    help: 'Requests that were looked up in the cache of answers, by what it had.',
    labels: { lookup: ANSWER_LOOKUPS },
  });
  for (const path of PATHS) if (!isProbe(path)) seconds.zero({ path });
  for (const reason of REJECTION_REASONS) rejections.inc({ reason }, 0);
  for (const reason of AUTH_FAILURES) authFailures.inc({ reason }, 0);
  for (const code of CODES) errors.inc({ code }, 0);

  return {
    started: (path) => inFlight.add(1, path),
    ended: (path, status, ms) => {
      inFlight.add(-1, path);
      requests.add(1, path, statusClassOf(status));
      if (!isProbe(path)) seconds.observe({ path }, ms / 1000);
    },
    rejected: (reason) => rejections.inc({ reason }),
    shed: (path) => {
      requests.add(1, path, '5xx');
      rejections.inc({ reason: 'unavailable' });
      errors.inc({ code: 'UNAVAILABLE' });
    },
    unauthenticated: (reason) => authFailures.inc({ reason }),
    error: (code) => errors.inc({ code }),
    answerLookedUp: (lookup) => lookups.add(1, lookup),
  };
}
