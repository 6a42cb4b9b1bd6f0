/** What the calls to one source have met so far. Remembers and counts, judges nothing and calls nobody. */
import type { SourceError } from '../../errors.ts';
import type { CallRecord } from '../../provenance.ts';
import type { Endpoint, Parameters } from '../endpoint.ts';
import type { Quota } from '../http/rate-limit-headers.ts';
import type { Minute } from '../rate-limit/limiter.ts';
import type { BreakerState } from '../resilience/circuit-breaker.ts';
import type { Drift } from './drift.ts';

/** A field of an endpoint whose answers are not as they should be, and in how many of them. */
interface DriftCount extends Drift {
  readonly answers: number;
}

/** What became of the reads of one endpoint. */
interface EndpointCounts {
  readonly endpoint: string;
  /** Reads, by what they met in the cache. */
  readonly reads: Readonly<Record<CallRecord['cache'], number>>;
  /** How many calls were sent, second attempts included. */
  readonly sent: number;
  /** How many calls failed, by the code of the error. */
  readonly failures: Readonly<Record<string, number>>;
  readonly drifts: readonly DriftCount[];
}

export interface Health {
  readonly quota?: Quota;
  readonly lastSuccessAtMs?: number;
  readonly lastFailure?: { readonly error: SourceError; readonly atMs: number };
  /** Whether the call that ended last went well; undefined before the first. */
  readonly lastCallWentWell?: boolean;
  /**
   * Says that the source has nothing where the settings say, or never took the credential, as long as that is so, whatever
   * else goes well meanwhile.
   */
  readonly astray?: SourceError;
  readonly breaker: BreakerState;
  /** For how long nothing is sent because the source said "too many"; 0 while it does not. */
  readonly parkedMs: number;
  /** When this was told, in milliseconds since the epoch. */
  readonly atMs: number;
  /** How many calls wait for their turn. */
  readonly waiting: number;
  /** What is left of the minute that this server allows itself; what the source says or refused is not counted in. */
  readonly minute: Minute;
  readonly endpoints: readonly EndpointCounts[];
}

type Remembered = Omit<Health, 'breaker' | 'parkedMs' | 'atMs' | 'waiting' | 'minute'>;

type Asked = Pick<Endpoint<Parameters, unknown>, 'name' | 'isOptional'>;

/** The failure that a source is in; undefined while it is well, or was not asked yet. */
export const presentFailure = ({ astray, lastCallWentWell, lastFailure }: Remembered): SourceError | undefined =>
  astray ?? (lastCallWentWell === false ? lastFailure?.error : undefined);

export interface HealthRecord {
  read(): Remembered;
  quota(quota: Quota): void;
  success(endpoint: Asked): void;
  /** A refusal of one request says nothing about the source and is told apart by its reason. */
  failure(error: SourceError, endpoint: Asked): void;
  /** A read has ended, however it did. */
  readEnded(call: CallRecord): void;
  /** A call has ended; `code` is that of its error. */
  callEnded(endpoint: string, code: string | undefined): void;
  drifted(endpoint: string, drifts: readonly Drift[]): void;
}

/** Fields of an endpoint whose drift is counted; a vendor that sends a new key with every answer fills no memory. */
const MOST_DRIFTS = 50;

interface Counting {
  readonly reads: Record<CallRecord['cache'], number>;
  sent: number;
  readonly failures: Record<string, number>;
  readonly drifts: Map<string, DriftCount>;
}

export function createHealthRecord(epochMs: () => number): HealthRecord {
  let health: Omit<Remembered, 'endpoints'> = {};
  const endpoints = new Map<string, Counting>();
  /** The endpoints that answered well last, and those that were refused as if they were not there. */
  const found = new Set<string>();
  const lost = new Map<string, { readonly error: SourceError; readonly isTelling: boolean }>();
  const countingOf = (endpoint: string): Counting => {
    const known = endpoints.get(endpoint);
    if (known) return known;
    const counting = { reads: { MISS: 0, FRESH: 0, STALE: 0, SHARED: 0 }, sent: 0, failures: {}, drifts: new Map() };
    endpoints.set(endpoint, counting);
    return counting;
  };
  const succeeded = (name: string): void => {
    lost.delete(name);
    found.add(name);
    health = { ...health, lastSuccessAtMs: epochMs(), lastCallWentWell: true };
  };
  return {
    read: () => ({
      ...health,
      astray: [...lost.values()].find(({ isTelling }) => isTelling || found.size === 0)?.error,
      endpoints: [...endpoints].map(([endpoint, { drifts, ...counting }]) => ({
        endpoint,
        ...counting,
        drifts: [...drifts.values()],
      })),
    }),
    quota: (quota) => {
      health = { ...health, quota };
    },
    success: ({ name }) => succeeded(name),
    failure: (error, { name, isOptional = false }) => {
      const { cause, status } = error.context;
      // What is optional a server may lack, and a plan; but no endpoint alone lacks its team.
      const isOfEndpoint = isOptional && error.facts.isRefusal && cause !== 'ORGANIZATION' && cause !== 'TEAM';
      if (isOfEndpoint && cause !== 'PATH' && status !== 401) return succeeded(name);
      if (error.isMisdirected || isOfEndpoint) {
        found.delete(name);
        lost.set(name, { error, isTelling: !isOfEndpoint });
      } else if (status === 401) found.clear();
      else if (error.facts.isRefusal) lost.delete(name);
      const answered = error.reason === 'REFUSED' || isOfEndpoint;
      health = { ...health, lastFailure: { error, atMs: epochMs() }, lastCallWentWell: answered };
    },
    readEnded: ({ endpoint, cache }) => {
      countingOf(endpoint).reads[cache]++;
    },
    callEnded: (endpoint, code) => {
      const counting = countingOf(endpoint);
      counting.sent++;
      if (code !== undefined) counting.failures[code] = (counting.failures[code] ?? 0) + 1;
    },
    drifted: (endpoint, found) => {
      const { drifts } = countingOf(endpoint);
      for (const drift of found) {
        const key = `${drift.kind} ${drift.field}`;
        const answers = (drifts.get(key)?.answers ?? 0) + 1;
        if (answers > 1 || drifts.size < MOST_DRIFTS) drifts.set(key, { ...drift, answers });
      }
    },
  };
}
