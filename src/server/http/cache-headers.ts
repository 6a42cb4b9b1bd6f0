/** `Cache-Control` and `Age` of an answer that its client alone may keep: RFC 9111, 4.2 and 5.1. */
import type { Freshness } from '../../provenance.ts';
import type { Clock } from '../../time/clock.ts';

/**
 * `max-age` counts from the time that `Age` tells, so the client may use the answer for as long as both differ: until the first
 * thing that it was made of is stale, and for `heldMs` at most. Where that is now, and where nothing limits it, the client has to
 * validate the answer each time. Without `Age` no source was read.
 */
export function cacheHeaders(
  { readAtMs, freshUntilMs }: Freshness,
  heldMs: number,
  { nowMs, epochMs }: Pick<Clock, 'nowMs' | 'epochMs'>,
): Readonly<Record<string, string>> {
  const ageS = readAtMs === undefined ? undefined : Math.max(0, Math.floor((epochMs() - readAtMs) / 1_000));
  const leftS = Math.floor(Math.min(freshUntilMs - nowMs(), heldMs) / 1_000);
  const isFresh = leftS > 0 && Number.isFinite(leftS);
  return {
    'cache-control': isFresh ? `private, max-age=${(ageS ?? 0) + leftS}` : 'private, no-cache',
    ...(ageS !== undefined && { age: String(ageS) }),
  };
}
