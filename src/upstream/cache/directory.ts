/**
 * A directory: a list that changes rarely and everybody needs. It is asked for once, kept, and shared by all requests.
 */
import { SourceError } from '../../errors.ts';
import {
  type CallRecord,
  callsOf,
  createProvenance,
  type Provenance,
  recordCall,
  recordCalls,
  recordPart,
} from '../../provenance.ts';
import type { Clock } from '../../time/clock.ts';

/** How long a directory stands before it is asked for anew. */
const FRESH_MS = 10 * 60_000;
/** For how long after that it is shown while it is asked for anew. */
const YOUNG_MS = 5 * 60_000;
/** How long the last good one stands after it was asked for anew in vain. */
const RETRY_MS = 5_000;
/** Nothing older is shown. People change slowly, and whose an id or a name is must not depend on which source is up. */
const LONGEST_MS = 7 * 24 * 60 * 60_000;
/** What keeps it old where that is a bug of ours. */
const BUG = 'INTERNAL_SERVER_ERROR';

/** What directories age by. */
export interface DirectoryAge {
  readonly clock: Pick<Clock, 'nowMs'>;
  /** When the credential was last refused, on the same clock; not given where there is none. */
  refusedAtMs?(): number;
}

interface Kept<Content> {
  readonly content: Content;
  readonly loadedAtMs: number;
  /** When the oldest part of it was read. */
  readonly readAtMs: number;
  readonly freshUntilMs: number;
  /** The calls that brought it. */
  readonly calls: readonly CallRecord[];
  /** Why it is older than it should be: the code of the failure; undefined where it is not. */
  readonly staleBecause?: string;
}

/**
 * Returns a function that loads the directory at the first call and answers from memory afterwards. While none was ever
 * loaded a failure is passed on and the next call tries again; later the last good directory outlives every failure for a
 * week, but for a refusal of the credential, after which nothing is shown that it once let us see. `load` is given the last
 * good one.
 */
export function createDirectory<Content>(
  load: (kept: Content | undefined) => Promise<Content>,
  { clock: { nowMs }, refusedAtMs = () => Number.NEGATIVE_INFINITY }: DirectoryAge,
): () => Promise<Content> {
  let kept: Kept<Content> | undefined;
  let loading: { readonly content: Promise<Content>; readonly trail: Provenance } | undefined;

  const refresh = async (trail: Provenance): Promise<Content> => {
    try {
      const content = await recordCalls(trail, () => load(kept?.content));
      const calls = [...callsOf(trail)];
      const staleBecause = calls.find((call) => call.staleBecause !== undefined)?.staleBecause;
      kept = {
        content,
        loadedAtMs: nowMs(),
        readAtMs: Math.min(nowMs(), ...calls.map(({ startedAtMs, ageMs }) => startedAtMs - ageMs)),
        calls,
        staleBecause,
        freshUntilMs: nowMs() + (staleBecause === undefined ? FRESH_MS : RETRY_MS),
      };
      return content;
    } catch (error) {
      const isRefused = error instanceof SourceError && error.reason === 'UNAUTHORIZED';
      if (kept && (isRefused || nowMs() - kept.readAtMs > LONGEST_MS)) kept = undefined;
      if (!kept) throw error;
      const staleBecause = error instanceof SourceError ? error.code : BUG;
      const last = { ...kept, staleBecause, freshUntilMs: nowMs() + RETRY_MS };
      kept = last;
      recordCalls(trail, () => noteAge(last, staleBecause));
      return last.content;
    } finally {
      loading = undefined;
    }
  };
  const startLoading = () => {
    const trail = createProvenance();
    const content = refresh(trail);
    content.catch(() => {});
    return { content, trail };
  };

  /** Tells whoever asks that what is kept is old. */
  function noteAge({ calls }: Kept<Content>, staleBecause: string | undefined): void {
    if (staleBecause === undefined) return;
    for (const call of calls) {
      const ageMs = nowMs() - call.startedAtMs + call.ageMs;
      recordCall({ ...call, staleBecause, cache: 'STALE', startedAtMs: nowMs(), ageMs, ms: 0, waitMs: 0, attempts: 0 });
    }
  }

  return () => {
    if (kept && kept.loadedAtMs <= refusedAtMs()) kept = undefined;
    const overdueMs = kept ? nowMs() - kept.freshUntilMs : Number.POSITIVE_INFINITY;
    if (kept && overdueMs < YOUNG_MS) {
      const isOverdue = overdueMs >= 0;
      noteAge(kept, kept.staleBecause ?? (isOverdue ? 'REVALIDATING' : undefined));
      const { content } = kept;
      if (isOverdue) loading ??= startLoading();
      return Promise.resolve(content);
    }
    loading ??= startLoading();
    recordPart(loading.trail);
    return loading.content;
  };
}
