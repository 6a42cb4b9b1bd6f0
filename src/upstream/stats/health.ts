/**
 * The ledger of one source: what its reads and calls have met so far. Health, metrics, the graph's `sources` field and the
 * trace read it; it judges nothing and calls nothing.
 */
import type { SourceError } from '../../errors.ts';
import type { CallRecord } from '../../provenance.ts';
import type { PreparedRead } from '../endpoint.ts';
import type { Quota } from '../http/rate-limit-headers.ts';
import type { MinuteUsage } from '../rate-limit/limiter.ts';
import type { BreakerState } from '../resilience/circuit-breaker.ts';
import type { Drift } from './drift.ts';

/** A field that differs from the wire schema, and in how many answers. */
interface DriftCount extends Drift {
  readonly answers: number;
}

/** Totals of one endpoint since this process started. They only grow, so that a metrics counter can be set to them. */
interface EndpointTotals {
  readonly endpoint: string;
  /** Reads, by what they met in the cache. */
  readonly reads: Readonly<Record<CallRecord['cache'], number>>;
  /** Attempts that were sent. */
  readonly sent: number;
  /** Attempts that failed, by the code of the error. */
  readonly failures: Readonly<Record<string, number>>;
  readonly drifts: readonly DriftCount[];
}

/** What the ledger remembers. */
interface LedgerState {
  readonly quota?: Quota;
  readonly lastSuccessAtMs?: number;
  readonly lastFailure?: { readonly error: SourceError; readonly atMs: number };
  /** Whether the source answered the attempt that ended last; undefined before the first. */
  readonly lastCallWentWell?: boolean;
  /**
   * Set while the settings point to something that the source does not have, or the source has never accepted the
   * credential, even if other calls succeed.
   */
  readonly astray?: SourceError;
  readonly endpoints: readonly EndpointTotals[];
}

export interface Health extends LedgerState {
  readonly breaker: BreakerState;
  /** How much longer the rate limiter sends nothing because of a 429; 0 if it sends. */
  readonly parkedMs: number;
  /** The time of this snapshot, in milliseconds since the epoch. */
  readonly atMs: number;
  /** The number of calls that wait for a permit. */
  readonly waiting: number;
  /** This server's own limit per minute; the source's quota headers and 429s do not change it. */
  readonly minute: MinuteUsage;
}

/** The failure that a source is in; undefined if it works, or was never called. */
export const presentFailure = ({ astray, lastCallWentWell, lastFailure }: LedgerState): SourceError | undefined =>
  astray ?? (lastCallWentWell === false ? lastFailure?.error : undefined);

export interface Ledger {
  read(): LedgerState;
  /** Records the quota headers of an answer. */
  quota(quota: Quota): void;
  readEnded(call: Pick<CallRecord, 'endpoint' | 'cache'>): void;
  /** Records the end of an attempt. An abandoned one counts as sent, and says nothing about the source. */
  callEnded(endpoint: Called, outcome: SourceError | 'SUCCEEDED' | 'ABANDONED'): void;
  drifted(endpoint: string, drifts: readonly Drift[]): void;
}

type Called = Pick<PreparedRead<unknown>, 'name' | 'isOptional'>;

/** The most fields of an endpoint whose drift is counted: a vendor that sends ever new keys must not fill the memory. */
const MAX_DRIFTS = 50;

interface Totals {
  readonly reads: Record<CallRecord['cache'], number>;
  sent: number;
  readonly failures: Record<string, number>;
  readonly drifts: Map<string, DriftCount>;
}

/** An empty ledger. `epochMs` is the wall clock. */
export function createLedger(epochMs: () => number): Ledger {
  let state: Omit<LedgerState, 'endpoints' | 'astray'> = {};
  const totals = new Map<string, Totals>();
  /** The endpoints whose last answer was a success, and those that were refused as if they did not exist. */
  const found = new Set<string>();
  const lost = new Map<string, { readonly error: SourceError; readonly isOfSource: boolean }>();

  return {
    read: () => ({
      ...state,
      astray: [...lost.values()].find(({ isOfSource }) => isOfSource || found.size === 0)?.error,
      endpoints: [...totals].map(([endpoint, { drifts, ...counts }]) => ({
        endpoint,
        ...counts,
        drifts: [...drifts.values()],
      })),
    }),
    quota: (quota) => {
      state = { ...state, quota };
    },
    readEnded: ({ endpoint, cache }) => {
      totalsOf(endpoint).reads[cache]++;
    },
    callEnded: (called, outcome) => {
      const counts = totalsOf(called.name);
      counts.sent++;
      if (outcome === 'SUCCEEDED') succeeded(called.name);
      else if (outcome !== 'ABANDONED') {
        counts.failures[outcome.code] = (counts.failures[outcome.code] ?? 0) + 1;
        failed(called, outcome);
      }
    },
    drifted: (endpoint, found) => {
      const { drifts } = totalsOf(endpoint);
      for (const drift of found) {
        const key = `${drift.kind} ${drift.field}`;
        const answers = (drifts.get(key)?.answers ?? 0) + 1;
        if (answers > 1 || drifts.size < MAX_DRIFTS) drifts.set(key, { ...drift, answers });
      }
    },
  };

  function totalsOf(endpoint: string): Totals {
    const known = totals.get(endpoint);
    if (known) return known;
    const counts = { reads: { MISS: 0, FRESH: 0, STALE: 0, SHARED: 0 }, sent: 0, failures: {}, drifts: new Map() };
    totals.set(endpoint, counts);
    return counts;
  }

  function succeeded(endpoint: string): void {
    lost.delete(endpoint);
    found.add(endpoint);
    state = { ...state, lastSuccessAtMs: epochMs(), lastCallWentWell: true };
  }

  function failed({ name, isOptional = false }: Called, error: SourceError): void {
    const { cause, status } = error.context;
    // A server or a plan may lack an optional endpoint; but an endpoint that lacks its team is a wrong setting.
    const isOfEndpoint = isOptional && error.facts.isRefusal === true && cause !== 'ORGANIZATION' && cause !== 'TEAM';
    if (isOfEndpoint && cause !== 'PATH' && status !== 401) {
      succeeded(name);
      return;
    }
    if (error.isMisdirected || isOfEndpoint) {
      found.delete(name);
      lost.set(name, { error, isOfSource: !isOfEndpoint });
    } else if (status === 401) found.clear();
    else if (error.facts.isRefusal) lost.delete(name);
    const answered = error.reason === 'REFUSED' || isOfEndpoint;
    state = { ...state, lastFailure: { error, atMs: epochMs() }, lastCallWentWell: answered };
  }
}
