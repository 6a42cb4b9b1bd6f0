/** A directory: a list that changes rarely and that all requests need. It is loaded once, kept, and shared. */
import { SourceError } from '../../errors.ts';
import {
  type CallRecord,
  callsOf,
  createProvenance,
  type Dependency,
  type Provenance,
  recordCall,
  recordCalls,
  recordDependency,
  recordLoad,
} from '../../provenance.ts';
import type { Clock } from '../../time/clock.ts';

/** How long a directory is fresh. */
const MAX_AGE_MS = 10 * 60_000;
/** How long after that it is served stale while it is loaded again. */
const STALE_WHILE_REVALIDATE_MS = 5 * 60_000;
/** How long the last directory is served after a failed load, before the next try. */
const RETRY_MS = 5_000;
/** The age of the oldest directory that is shown. Long, since an id or a name must not depend on which source is up. */
const STALE_IF_ERROR_MS = 7 * 24 * 60 * 60_000;
/** Why a directory is stale if the cause is a bug of this server. */
const BUG = 'INTERNAL_SERVER_ERROR';

/** What the age of a directory depends on. */
export interface DirectoryAge {
  readonly clock: Pick<Clock, 'nowMs'>;
  /** When the source last refused the credential, on the same clock; undefined if there is no credential. */
  refusedAtMs?(): number;
}

/** Loads a directory on the first call, and answers from memory afterwards. */
export interface Directory<Content> {
  (): Promise<Content>;
  /** What a call would be answered with at once; undefined if it would wait for a load. Loads nothing. */
  held(): HeldDirectory<Content> | undefined;
  /** Whether a load is in progress, which a call would wait for. */
  isLoading(): boolean;
}

interface HeldDirectory<Content> {
  readonly content: Content;
  /** Whether a call would not load it again. */
  readonly isFresh: boolean;
}

interface Loaded<Content> {
  readonly content: Content;
  readonly loadedAtMs: number;
  /** When the oldest part was read. */
  readonly readAtMs: number;
  readonly freshUntilMs: number;
  /** The reads that brought it. */
  readonly calls: readonly CallRecord[];
  /** The code of the failure that made it stale; undefined if it is not. */
  readonly staleBecause?: string;
  readonly dependency: DirectoryDependency;
}

/** A load in progress. */
interface Loading<Content> {
  readonly content: Promise<Content>;
  readonly provenance: Provenance;
  readonly dependency: DirectoryDependency;
}

/** It is known when it was read once that has ended. */
interface DirectoryDependency extends Dependency {
  readAtMs?: number;
}

/**
 * Returns a function that loads the directory on its first call and answers from memory afterwards. Before the first
 * success it rejects like `load`, and the next call tries again. Later the last directory outlives all failures for a week,
 * except a refusal of the credential: what was read before that is not shown. `load` receives the last directory.
 */
export function createDirectory<Content>(
  load: (last: Content | undefined) => Promise<Content>,
  { clock: { nowMs }, refusedAtMs = () => Number.NEGATIVE_INFINITY }: DirectoryAge,
): Directory<Content> {
  let last: Loaded<Content> | undefined;
  let loading: Loading<Content> | undefined;

  return Object.assign(read, { held, isLoading: () => loading !== undefined });

  function read(): Promise<Content> {
    if (last && isRefused(last)) last = undefined;
    if (last && overdueMs(last) < STALE_WHILE_REVALIDATE_MS) {
      const isOverdue = overdueMs(last) >= 0;
      recordDependency(last.dependency);
      recordAge(last, last.staleBecause ?? (isOverdue ? 'REVALIDATING' : undefined));
      const { content } = last;
      if (isOverdue) loading ??= startLoading();
      return Promise.resolve(content);
    }
    loading ??= startLoading();
    recordLoad(loading.provenance, loading.dependency);
    return loading.content;
  }

  function held(): HeldDirectory<Content> | undefined {
    if (!last || isRefused(last) || overdueMs(last) >= STALE_WHILE_REVALIDATE_MS) return undefined;
    return { content: last.content, isFresh: overdueMs(last) < 0 };
  }

  function overdueMs({ freshUntilMs }: Loaded<Content>): number {
    return nowMs() - freshUntilMs;
  }

  function isRefused({ loadedAtMs }: Loaded<Content>): boolean {
    return loadedAtMs <= refusedAtMs();
  }

  function startLoading(): Loading<Content> {
    const provenance = createProvenance();
    const dependency = createDependency();
    const content = refresh(provenance, dependency);
    content.catch(() => {});
    return { content, provenance, dependency };
  }

  /** Of the directory that a load brings: fresh as long as that is the last one, and not stale. */
  function createDependency(): DirectoryDependency {
    const dependency: DirectoryDependency = {
      get freshUntilMs() {
        const isCurrent = last?.dependency === dependency && last.staleBecause === undefined && !isRefused(last);
        return last && isCurrent ? last.freshUntilMs : Number.NEGATIVE_INFINITY;
      },
    };
    return dependency;
  }

  async function refresh(provenance: Provenance, dependency: DirectoryDependency): Promise<Content> {
    try {
      const content = await recordCalls(provenance, () => load(last?.content));
      const calls = [...callsOf(provenance)];
      const staleBecause = calls.find((call) => call.staleBecause !== undefined)?.staleBecause;
      dependency.readAtMs = oldestReadIn(calls);
      last = {
        content,
        loadedAtMs: nowMs(),
        readAtMs: Math.min(nowMs(), ...calls.map(({ startedAtMs, ageMs }) => startedAtMs - ageMs)),
        calls,
        staleBecause,
        freshUntilMs: nowMs() + (staleBecause === undefined ? MAX_AGE_MS : RETRY_MS),
        dependency,
      };
      return content;
    } catch (error) {
      const isRefusal = error instanceof SourceError && error.reason === 'UNAUTHORIZED';
      if (last && (isRefusal || nowMs() - last.readAtMs > STALE_IF_ERROR_MS)) last = undefined;
      if (!last) throw error;
      const staleBecause = error instanceof SourceError ? error.code : BUG;
      const stale = { ...last, staleBecause, freshUntilMs: nowMs() + RETRY_MS };
      last = stale;
      dependency.readAtMs = stale.dependency.readAtMs;
      recordCalls(provenance, () => recordAge(stale, staleBecause));
      return stale.content;
    } finally {
      loading = undefined;
    }
  }

  /** Records for the current reader that the directory is stale. */
  function recordAge({ calls }: Loaded<Content>, staleBecause: string | undefined): void {
    if (staleBecause === undefined) return;
    for (const call of calls) {
      const ageMs = nowMs() - call.startedAtMs + call.ageMs;
      const nothingRead = { startedAtMs: nowMs(), ms: 0, waitMs: 0, attempts: 0, readAtMs: undefined };
      recordCall({ ...call, staleBecause, cache: 'STALE', ageMs, ...nothingRead });
    }
  }
}

/** In milliseconds since the epoch; undefined if no source has answered. */
function oldestReadIn(calls: readonly CallRecord[]): number | undefined {
  const times = calls.flatMap(({ readAtMs }) => readAtMs ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}
