/**
 * The upstream reads that an answer was made of. Inside `recordCalls` each read is recorded, also where another part of the
 * same request caused the read and its answer was shared. Outside of it nothing is recorded.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Source } from './errors.ts';
import type { Awaitable } from './time/ready.ts';

/** A thing that an answer was made of, which may change later. */
export interface Dependency {
  /**
   * Until when it is fresh, on the monotonic clock. Minus infinity as soon as it is not the current one: changed, dropped,
   * evicted, refused.
   */
  readonly freshUntilMs: number;
  /**
   * When the oldest answer of a source in it was read, in milliseconds since the epoch. Undefined for what is of no source, and
   * while it is being read.
   */
  readonly readAtMs?: number;
}

/** The answer of a source. */
export interface ReadDependency extends Dependency {
  /** An equal answer that replaces it was read later. */
  readonly readAtMs: number;
  /** Counts that it was served once more, without a read. */
  served(): void;
}

/** One logical read of a source, as one requester experienced it. */
export interface CallRecord {
  readonly source: Source;
  readonly endpoint: string;
  /** On the monotonic clock. */
  readonly startedAtMs: number;
  /** How long it waited for permits of the rate limiter. */
  readonly waitMs: number;
  /** How long it took in all. */
  readonly ms: number;
  /** How many HTTP requests it sent. */
  readonly attempts: number;
  /** MISS: it called the source. FRESH, STALE: the cache answered. SHARED: it joined a flight in progress. */
  readonly cache: 'MISS' | 'FRESH' | 'STALE' | 'SHARED';
  /** The age of the answer. */
  readonly ageMs: number;
  /** When the answer was read, in milliseconds since the epoch; undefined if the read failed. */
  readonly readAtMs?: number;
  /** Until when the answer is fresh, on the monotonic clock; of a failed read, until when it is not worth another try. */
  readonly freshUntilMs: number;
  /** Why the answer is stale: REVALIDATING, or the code of the failure. */
  readonly staleBecause?: string;
  /** The code of the failure; undefined if there was an answer. */
  readonly code?: string;
  /** The number of rows in the answer; null if it failed, or its answer has no rows. */
  readonly rows: number | null;
  /** What the cache has of the answer; undefined if it failed or nothing was cached. */
  readonly dependency?: ReadDependency;
}

export interface Provenance {
  readonly calls: Set<CallRecord>;
  /** What was read without a call: directories, and the people file. */
  readonly others: Set<Dependency>;
  /** The provenance of answers that were shared. */
  readonly parts: Set<Provenance>;
  /** The provenance of directories that were being loaded; `others` has the directories. */
  readonly loads: Set<Provenance>;
}

const current = new AsyncLocalStorage<Provenance>();

/** Empty. */
export const createProvenance = (): Provenance => ({
  calls: new Set(),
  others: new Set(),
  parts: new Set(),
  loads: new Set(),
});

/** Runs `run`, and records in `provenance` each read that it causes. */
export const recordCalls = <Answer>(provenance: Provenance, run: () => Answer): Answer => current.run(provenance, run);

/** Records a read in the current provenance. */
export const recordCall = (call: CallRecord): unknown => current.getStore()?.calls.add(call);

/** Records that something was read without a call. */
export const recordDependency = (dependency: Dependency): unknown => current.getStore()?.others.add(dependency);

/** Records all reads of `part`, also those that it still causes, in the current provenance. */
export const recordPart = (part: Provenance): unknown => current.getStore()?.parts.add(part);

/** Records all reads of a load, and that what it brings was read. */
export function recordLoad(load: Provenance, brought: Dependency): void {
  recordDependency(brought);
  current.getStore()?.loads.add(load);
}

/** All reads of a provenance, its parts and its loads, each once. */
export const callsOf = (provenance: Provenance): Set<CallRecord> =>
  new Set([...withParts(provenance, true)].flatMap(({ calls }) => [...calls]));

/** What an answer depends on. */
export interface Dependencies {
  /** The answers of sources, each once for each read. */
  readonly reads: readonly ReadDependency[];
  /** What was read without a call. */
  readonly others: readonly Dependency[];
}

/**
 * What an answer with this provenance depends on; undefined if that is not known: a read failed, or was not cached, or its
 * answer was stale, or nothing was read at all.
 */
export function dependenciesOf(provenance: Provenance): Dependencies | undefined {
  const reads: ReadDependency[] = [];
  const others = new Set<Dependency>();
  for (const part of withParts(provenance, false)) {
    for (const { dependency, staleBecause } of part.calls) {
      if (!dependency || staleBecause !== undefined) return undefined;
      reads.push(dependency);
    }
    for (const other of part.others) others.add(other);
  }
  return reads.length + others.size === 0 ? undefined : { reads, others: [...others] };
}

/** How old the data of an answer is, and how long it is fresh. */
export interface Freshness {
  /** When the oldest answer of a source was read, in milliseconds since the epoch; undefined if none was. */
  readonly readAtMs: number | undefined;
  /** On the monotonic clock; infinity for what no time limits. */
  readonly freshUntilMs: number;
}

export const freshnessOf = (parts: FreshnessParts): Freshness => ({
  readAtMs: oldestIn(parts)?.readAtMs,
  freshUntilMs: [...parts.reads, ...parts.others].reduce(
    (untilMs, { freshUntilMs }) => Math.min(untilMs, freshUntilMs),
    Number.POSITIVE_INFINITY,
  ),
});

interface FreshnessParts {
  readonly reads: readonly Dependency[];
  readonly others: readonly Dependency[];
}

/** The parts of the freshness of any answer with this provenance, stale and failed reads included. */
export function freshnessPartsOf(provenance: Provenance): FreshnessParts {
  const parts = [...withParts(provenance, false)];
  const reads = new Set(parts.flatMap(({ calls }) => [...calls]));
  const others = new Set(parts.flatMap((part) => [...part.others]));
  return { reads: [...reads], others: [...others] };
}

/**
 * When the oldest answer of a source in a provenance was read, in milliseconds since the epoch; undefined if none was. Records in
 * the current provenance that this is shown: that is another time once the answer is read again, also if it is equal.
 */
export function showReadAtMs(provenance: Provenance): number | undefined {
  const oldest = oldestIn(freshnessPartsOf(provenance));
  if (!oldest) return undefined;
  const { readAtMs } = oldest;
  const dependency = 'dependency' in oldest ? (oldest as CallRecord).dependency : oldest;
  recordDependency({
    get freshUntilMs() {
      return dependency?.readAtMs === readAtMs ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    },
  });
  return readAtMs;
}

/** Directories, which are kept for longer and change rarely, count only where nothing else was read. */
const oldestIn = ({ reads, others }: FreshnessParts): Dependency | undefined => oldestOf(reads) ?? oldestOf(others);

function oldestOf(dependencies: readonly Dependency[]): Dependency | undefined {
  let oldest: Dependency | undefined;
  let oldestMs = Number.POSITIVE_INFINITY;
  for (const one of dependencies) {
    const { readAtMs = Number.POSITIVE_INFINITY } = one;
    if (readAtMs < oldestMs) [oldest, oldestMs] = [one, readAtMs];
  }
  return oldest;
}

function withParts(provenance: Provenance, withLoads: boolean): Set<Provenance> {
  const all = new Set([provenance]);
  // Iteration over a set also visits what is added meanwhile.
  for (const { parts, loads } of all) {
    for (const part of parts) all.add(part);
    if (withLoads) for (const load of loads) all.add(load);
  }
  return all;
}

/** Calls `answer` once for each key; later calls get the same answer, and its reads recorded. */
export function memoizeBy<Question, Answer>(
  answer: (question: Question) => Answer,
  keyOf: (question: Question) => unknown,
): (question: Question) => Answer {
  const known = new Map<unknown, { readonly answer: Answer; readonly provenance: Provenance | undefined }>();
  return (question) => {
    const key = keyOf(question);
    let entry = known.get(key);
    if (!entry) {
      const provenance = current.getStore() && createProvenance();
      entry = { provenance, answer: provenance ? recordCalls(provenance, () => answer(question)) : answer(question) };
      known.set(key, entry);
    }
    if (entry.provenance) recordPart(entry.provenance);
    return entry.answer;
  };
}

/** `memoizeBy` for a function without parameters. */
export function memoize<Answer>(answer: () => Answer): () => Answer {
  const once = memoizeBy(answer, () => 'once');
  return () => once(undefined);
}

/** `memoizeBy`, which gives the value itself as soon as it is there. */
export function memoizeReadyBy<Question, Value>(
  answer: (question: Question) => Awaitable<Value>,
  keyOf: (question: Question) => unknown,
): (question: Question) => Awaitable<Value> {
  const ask = memoizeBy((question: Question) => keep(answer(question)), keyOf);
  return (question) => ask(question).value;
}

/** `memoizeReadyBy` for a function without parameters. */
export function memoizeReady<Value>(answer: () => Awaitable<Value>): () => Awaitable<Value> {
  const once = memoizeReadyBy(answer, () => 'once');
  return () => once(undefined);
}

function keep<Value>(value: Awaitable<Value>): { readonly value: Awaitable<Value> } {
  const kept = { value };
  const settle = (settled: Value): void => {
    kept.value = settled;
  };
  if (value instanceof Promise) value.then(settle, () => {});
  return kept;
}
