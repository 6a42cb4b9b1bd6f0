/** What the front door counts: requests, how long they take, why they are turned away, and the errors they are told. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import {
  AUTH_FAILURES,
  type AuthFailure,
  CODES,
  type Code,
  isProbe,
  PATHS,
  type PathWord,
  REASONS,
  type Reason,
  STATUSES,
  statusOf,
} from './labels.ts';

export interface DoorMetrics {
  began(path: PathWord): void;
  /** `status` is undefined where the client left before it was answered. */
  ended(path: PathWord, status: number | undefined, ms: number): void;
  refused(reason: Reason): void;
  /** Nobody knows who asks; the refusal that follows is counted by itself. */
  unauthenticated(reason: AuthFailure): void;
  /** An error in an answer. */
  error(code: Code): void;
}

/** In seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8];

/** All that can be counted is there from the start, so that the first of it is seen as an increase. */
export function createDoorMetrics(registry: Registry): DoorMetrics {
  const registers = [registry];
  const requests = new Counter({
    name: 'teamgraph_http_requests_total',
    help: 'Requests that are over, by what they asked for and how they were answered.',
    labelNames: ['path', 'status'],
    registers,
  });
  const seconds = new Histogram({
    name: 'teamgraph_http_request_seconds',
    help: 'How long requests took, until their answer was sent or they left.',
    labelNames: ['path'],
    buckets: BUCKETS,
    registers,
  });
  const inFlight = new Gauge({
    name: 'teamgraph_http_requests_in_flight',
    help: 'Requests under way.',
    labelNames: ['path'],
    registers,
  });
  const refusals = new Counter({
    name: 'teamgraph_http_refusals_total',
    help: 'Requests that were turned away as a whole, by why.',
    labelNames: ['reason'],
    registers,
  });
  const authFailures = new Counter({
    name: 'teamgraph_auth_failures_total',
    help: 'Requests of which nobody knows who asks, by why.',
    labelNames: ['reason'],
    registers,
  });
  const errors = new Counter({
    name: 'teamgraph_errors_total',
    help: 'Errors in answers, by their code.',
    labelNames: ['code'],
    registers,
  });
  for (const path of PATHS) {
    inFlight.set({ path }, 0);
    if (!isProbe(path)) seconds.zero({ path });
    for (const status of STATUSES) requests.inc({ path, status }, 0);
  }
  for (const reason of REASONS) refusals.inc({ reason }, 0);
  for (const reason of AUTH_FAILURES) authFailures.inc({ reason }, 0);
  for (const code of CODES) errors.inc({ code }, 0);

  return {
    began: (path) => inFlight.inc({ path }),
    ended: (path, status, ms) => {
      inFlight.dec({ path });
      requests.inc({ path, status: statusOf(status) });
      if (!isProbe(path)) seconds.observe({ path }, ms / 1000);
    },
    refused: (reason) => refusals.inc({ reason }),
    unauthenticated: (reason) => authFailures.inc({ reason }),
    error: (code) => errors.inc({ code }),
  };
}
