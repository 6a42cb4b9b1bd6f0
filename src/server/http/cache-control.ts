/** How long a client may keep an answer: as long as what is in it is fresh, and for nobody else. */
import type { CallRecord } from '../../provenance.ts';

/**
 * The `Cache-Control` of an answer without errors. `calls` are those it came from; where it came from none, or something of
 * it is stale already, it may be kept but is asked for again each time.
 */
export function cacheControl(calls: Iterable<Pick<CallRecord, 'freshMs'>>): string {
  const left = Array.from(calls, ({ freshMs }) => freshMs);
  const seconds = left.length === 0 ? 0 : Math.floor(Math.min(...left) / 1000);
  return seconds > 0 ? `private, max-age=${seconds}` : 'private, no-cache';
}
