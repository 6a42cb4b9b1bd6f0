/** What an answer cost, call by call, and which of its fields are old: for whoever asks with the header `teamgraph-trace`. */
import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import { isObjectType, responsePathAsArray } from 'graphql';
import { type CallRecord, callsOf, createProvenance, type Provenance, recordCalls } from '../provenance.ts';
import type { Sources } from '../sources/index.ts';
import type { Clock } from '../time/clock.ts';
import type { Slices } from '../time/slices.ts';

export const TRACE_HEADER = 'teamgraph-trace';

type Path = GraphQLResolveInfo['path'];
type StaleCall = CallRecord & { readonly staleBecause: string };

/** Fields that are looked through in one piece. */
const FIELDS_AT_ONCE = 1_000;

export interface Trace {
  /** Runs a resolver and notes its calls. */
  field<Answer>(path: Path, resolve: () => Answer): Answer;
  /**
   * The shape of `extensions.teamgraph`; times in whole milliseconds, starts counted from that of the request. What is
   * left of the configured sources is as of now, as far as this process knows.
   */
  report(slices: Pick<Slices, 'spendRows'>): Promise<{
    readonly ms: number;
    readonly calls: readonly object[];
    readonly stale: readonly object[];
    readonly sources: readonly object[];
  }>;
}

type HealthOfSources = Pick<Sources, 'configured' | 'health'>;

export function createTrace({ nowMs }: Pick<Clock, 'nowMs'>, sources: HealthOfSources): Trace {
  const startedAtMs = nowMs();
  const fields = new Map<Path, Provenance>();

  /** The old ones among the calls of a field, where no field above it is told to have them. */
  function staleOf(path: Path, calls: Iterable<CallRecord>, told: ReadonlyMap<Path, ReadonlySet<CallRecord>>) {
    const stale = [...calls].filter(isStale);
    const above: Path[] = [];
    for (let step = stale.length > 0 ? path.prev : undefined; step; step = step.prev) above.push(step);
    return stale.filter((call) => !above.some((step) => told.get(step)?.has(call)));
  }

  return {
    field: (path, resolve) => {
      const trail = createProvenance();
      const answer = recordCalls(trail, resolve);
      // A value that is there at once, and is no list or object, came of no call.
      if (Object(answer) === answer) fields.set(path, trail);
      return answer;
    },
    report: async ({ spendRows }) => {
      const calls = new Set<CallRecord>();
      const told = new Map<Path, Set<CallRecord>>();
      const stale: object[] = [];
      for (const [index, [path, trail]] of [...fields].entries()) {
        if (index % FIELDS_AT_ONCE === 0) await spendRows(FIELDS_AT_ONCE);
        const own = callsOf(trail);
        for (const call of own) calls.add(call);
        const old = staleOf(path, own, told);
        if (old.length > 0) told.set(path, new Set(old));
        for (const { source, ageMs, staleBecause } of oldestOfEachSource(old)) {
          stale.push({ path: responsePathAsArray(path), source, ageMs: Math.round(ageMs), reason: staleBecause });
        }
      }
      return {
        ms: Math.round(nowMs() - startedAtMs),
        calls: [...calls]
          .sort((a, b) => a.startedAtMs - b.startedAtMs)
          .map((call) => ({
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
          })),
        stale,
        sources: statesOf(sources),
      };
    },
  };
}

/** What is left of each source's minute, null where it has no limit, and whether it is left alone for now. */
function statesOf({ configured, health }: HealthOfSources): object[] {
  return [...configured].flatMap((source) => {
    const { minute, parkedMs, breaker } = health(source) ?? {};
    if (!minute) return [];
    const finite = (count: number): number | null => (Number.isFinite(count) ? count : null);
    const left = Number.isFinite(minute.limit) ? finite(minute.left) : null;
    return [{ source, limit: finite(minute.limit), left, parkedMs: Math.ceil(parkedMs ?? 0), breaker }];
  });
}

/** The same schema; a resolver of a request that is traced has its calls noted. */
export function traceFields(schema: GraphQLSchema): GraphQLSchema {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  for (const field of types.flatMap((type) => Object.values(type.getFields()))) {
    const { resolve } = field;
    if (!resolve) continue;
    field.resolve = (parent, args, context: { readonly trace?: Trace }, info) =>
      context.trace
        ? context.trace.field(info.path, () => resolve(parent, args, context, info))
        : resolve(parent, args, context, info);
  }
  return schema;
}

const isStale = (call: CallRecord): call is StaleCall => call.staleBecause !== undefined;

function oldestOfEachSource(calls: readonly StaleCall[]): StaleCall[] {
  const oldest = new Map<string, StaleCall>();
  for (const call of calls) {
    if (call.ageMs > (oldest.get(call.source)?.ageMs ?? -1)) oldest.set(call.source, call);
  }
  return [...oldest.values()];
}
