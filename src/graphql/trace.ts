/** The trace of an answer, for a request with the header `teamgraph-trace: on`: its calls, and its stale fields. */
import { type GraphQLFieldResolver, type GraphQLResolveInfo, responsePathAsArray } from 'graphql';
import { type CallRecord, callsOf, createProvenance, type Provenance, recordCalls, recordPart } from '../provenance.ts';
import type { Sources } from '../sources/index.ts';
import type { Clock } from '../time/clock.ts';
import type { Slices } from '../time/slices.ts';

export const TRACE_HEADER = 'teamgraph-trace';

type Path = GraphQLResolveInfo['path'];
type StaleCall = CallRecord & { readonly staleBecause: string };

/** Fields that `report` reads between two waits for a slice. */
const FIELDS_AT_ONCE = 1_000;

export interface Trace {
  /** Runs a resolver and records its calls. */
  field<Answer>(path: Path, resolve: () => Answer): Answer;
  /**
   * The value of `extensions.teamgraph`. Times are whole milliseconds; the starts of calls count from the start of the
   * request. `sources` holds the present state of the configured sources, as far as this process knows it.
   */
  report(slices: Pick<Slices, 'spendRows'>): Promise<{
    readonly ms: number;
    readonly calls: readonly object[];
    readonly stale: readonly object[];
    readonly sources: readonly object[];
  }>;
}

type HealthOfSources = Pick<Sources, 'configured' | 'health'>;

/** Starts the trace of one request now. */
export function createTrace({ nowMs }: Pick<Clock, 'nowMs'>, sources: HealthOfSources): Trace {
  const startedAtMs = nowMs();
  const fields = new Map<Path, Provenance>();
  return {
    field: (path, resolve) => {
      const provenance = createProvenance();
      recordPart(provenance);
      let answer: unknown;
      try {
        answer = recordCalls(provenance, resolve);
        return answer as ReturnType<typeof resolve>;
      } finally {
        // A scalar that is there at once was read from a source only if the read is recorded already.
        const { calls, parts } = provenance;
        if (Object(answer) === answer || calls.size + parts.size > 0) fields.set(path, provenance);
      }
    },
    report: async ({ spendRows }) => {
      const calls = new Set<CallRecord>();
      const reported = new Map<Path, ReadonlySet<CallRecord>>();
      const stale: object[] = [];
      for (const [index, [path, provenance]] of [...fields].entries()) {
        if (index % FIELDS_AT_ONCE === 0) await spendRows(FIELDS_AT_ONCE);
        const fieldCalls = callsOf(provenance);
        for (const call of fieldCalls) calls.add(call);
        const staleCalls = newStaleCalls(path, fieldCalls, reported);
        if (staleCalls.length > 0) reported.set(path, new Set(staleCalls));
        for (const { source, ageMs, staleBecause } of oldestOfEachSource(staleCalls)) {
          stale.push({ path: responsePathAsArray(path), source, ageMs: Math.round(ageMs), reason: staleBecause });
        }
      }
      const reports = [...calls]
        .sort((a, b) => a.startedAtMs - b.startedAtMs)
        .map((call) => callReport(call, startedAtMs));
      return { ms: Math.round(nowMs() - startedAtMs), calls: reports, stale, sources: sourceStates(sources) };
    },
  };
}

/** Wraps a resolver: where the request is traced, its calls are recorded. */
export function traceCalls<C extends { readonly trace?: Trace | undefined }>(
  resolve: GraphQLFieldResolver<unknown, C> | undefined,
): GraphQLFieldResolver<unknown, C> | undefined {
  return (
    resolve &&
    ((parent, args, context, info) =>
      context.trace
        ? context.trace.field(info.path, () => resolve(parent, args, context, info))
        : resolve(parent, args, context, info))
  );
}

/** The stale calls of a field that are not reported for a field above it. */
function newStaleCalls(
  path: Path,
  calls: Iterable<CallRecord>,
  reported: ReadonlyMap<Path, ReadonlySet<CallRecord>>,
): StaleCall[] {
  const stale = [...calls].filter((call): call is StaleCall => call.staleBecause !== undefined);
  const above: Path[] = [];
  for (let step = stale.length > 0 ? path.prev : undefined; step; step = step.prev) above.push(step);
  return stale.filter((call) => !above.some((step) => reported.get(step)?.has(call)));
}

function oldestOfEachSource(calls: readonly StaleCall[]): StaleCall[] {
  const oldest = new Map<string, StaleCall>();
  for (const call of calls) {
    if (call.ageMs > (oldest.get(call.source)?.ageMs ?? -1)) oldest.set(call.source, call);
  }
  return [...oldest.values()];
}

const callReport = (call: CallRecord, startedAtMs: number): object => ({
  source: call.source,
  endpoint: call.endpoint,
  startMs: Math.round(call.startedAtMs - startedAtMs),
  waitMs: Math.round(call.waitMs),
  ms: Math.round(call.ms),
  attempts: call.attempts,
  cache: call.cache,
  ageMs: Math.round(call.ageMs),
  rows: call.rows,
  code: call.code,
});

/** The calls that each source has left in this minute (null where it has no limit), its pause and its circuit breaker. */
function sourceStates({ configured, health }: HealthOfSources): object[] {
  return [...configured].flatMap((source) => {
    const { minute, parkedMs, breaker } = health(source) ?? {};
    if (!minute) return [];
    const finite = (count: number): number | null => (Number.isFinite(count) ? count : null);
    const left = Number.isFinite(minute.limit) ? finite(minute.left) : null;
    return [{ source, limit: finite(minute.limit), left, parkedMs: Math.ceil(parkedMs ?? 0), breaker }];
  });
}
