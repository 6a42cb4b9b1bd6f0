/**
 * A directory: a list that changes rarely and everybody needs. It is asked for once, kept, and shared by all requests.
 */
import { SourceError } from '../errors.ts';

/** How long a directory stands before it is asked for anew. */
const FRESH_MS = 10 * 60_000;
/** How long the last good one stands after it was asked for anew in vain. */
const RETRY_MS = 30_000;

/**
 * Returns a function that loads the directory at the first call and answers from memory afterwards. While none was ever
 * loaded a failure is passed on and the next call tries again; later the last good directory outlives every failure but
 * a refusal of the credential, after which nothing is shown that it once let us see. `load` is given the last good one.
 * `nowMs` need not know the time of day, but must not jump.
 */
export function createDirectory<Content>(
  load: (kept: Content | undefined) => Promise<Content>,
  nowMs: () => number = () => performance.now(),
): () => Promise<Content> {
  let kept: { content: Content; freshUntilMs: number } | undefined;
  let loading: Promise<Content> | undefined;

  const refresh = async (): Promise<Content> => {
    try {
      const content = await load(kept?.content);
      kept = { content, freshUntilMs: nowMs() + FRESH_MS };
      return content;
    } catch (error) {
      if (error instanceof SourceError && error.reason === 'UNAUTHORIZED') kept = undefined;
      if (!kept) throw error;
      kept = { ...kept, freshUntilMs: nowMs() + RETRY_MS };
      return kept.content;
    } finally {
      loading = undefined;
    }
  };

  return () => {
    if (kept && nowMs() < kept.freshUntilMs) return Promise.resolve(kept.content);
    loading ??= refresh();
    return loading;
  };
}
