/** Resolvers of sources.graphql. They read what earlier calls left, and call no source. */
import type { Source, SourceState } from '../generated/resolvers.ts';
import { PEOPLE_FILE_INVALID, type PeopleFileHealth } from '../people/people-file.ts';
import { type Health, presentFailure } from '../sources/index.ts';
import type { Context } from './context.ts';

/** The status of each source, and of the people file if one is configured. */
export const sourceStatuses = (context: Context) => [
  ...context.sourceReports().map(({ source, health }) => sourceStatus(source, health)),
  ...peopleFileStatus(context.peopleFile),
];

/** What the rate limit of each configured source leaves, and what the query may take of it. */
export async function rateLimits(context: Context) {
  const { maxima } = await context.plan();
  return context.rateLimits().map(({ source, left, fullAtMs }) => ({
    source,
    cost: maxima.get(source) ?? 0,
    remaining: finite(left),
    resetAt: dateOf(fullAtMs),
  }));
}

/** The state of a source, from the health that its calls left; null for a source that is not configured. */
export function stateOf(health: Health | null): SourceState {
  if (health === null) return 'NOT_CONFIGURED';
  if (health.parkedMs > 0) return 'THROTTLED';
  const failure = presentFailure(health);
  if (!failure && health.lastCallWentWell === undefined) return 'UNTRIED';
  if (!failure && health.breaker === 'CLOSED') return 'UP';
  const reason = (failure ?? health.lastFailure?.error)?.reason;
  return reason === 'THROTTLED' || reason === 'UNAUTHORIZED' ? reason : 'DOWN';
}

function sourceStatus(source: Source, health: Health | null) {
  return {
    name: source,
    configured: health !== null,
    state: stateOf(health),
    quota: health?.quota
      ? {
          limit: health.quota.limit ?? null,
          remaining: health.quota.remaining ?? null,
          resetAt: dateOf(health.quota.resetAtMs),
        }
      : null,
    lastSuccessAt: dateOf(health?.lastSuccessAtMs),
    lastError: health?.lastFailure
      ? { code: health.lastFailure.error.code, at: new Date(health.lastFailure.atMs) }
      : null,
    breaker: health?.breaker ?? null,
    parkedUntil: health && health.parkedMs > 0 ? new Date(health.atMs + health.parkedMs) : null,
    waiting: health?.waiting ?? null,
    callsPerMinute: health && finite(health.minute.limit),
    callsLeft: health && finite(health.minute.left),
    endpoints: (health?.endpoints ?? []).map(endpointStatus),
  };
}

function endpointStatus({ endpoint, reads, sent, failures, drifts }: Health['endpoints'][number]) {
  const hits = reads.FRESH + reads.STALE + reads.SHARED;
  const all = hits + reads.MISS;
  return {
    name: endpoint,
    sent,
    failed: Object.values(failures).reduce((sum, count) => sum + count, 0),
    fresh: reads.FRESH,
    stale: reads.STALE,
    shared: reads.SHARED,
    missed: reads.MISS,
    hitRate: all === 0 ? null : hits / all,
    drifts,
  };
}

const finite = (count: number): number | null => (Number.isFinite(count) ? count : null);

const dateOf = (ms: number | undefined): Date | null => (ms === undefined ? null : new Date(ms));

function peopleFileStatus(file: PeopleFileHealth | null) {
  if (file === null) return [];
  const { isGood, readAtMs, lastFailureAtMs } = file;
  return [
    {
      ...sourceStatus('PEOPLE_FILE', null),
      configured: true,
      state: isGood ? ('UP' as const) : ('DOWN' as const),
      lastSuccessAt: new Date(readAtMs),
      lastError: lastFailureAtMs === undefined ? null : { code: PEOPLE_FILE_INVALID, at: new Date(lastFailureAtMs) },
    },
  ];
}
