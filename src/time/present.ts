/**
 * Ranges that end in the present. A dashboard that is loaded every few seconds asks for a range up to now, each time for
 * another one. As of the start of the minute, it asks the same question for a minute, as long as a cached answer is fresh.
 */
import type { Clock } from './clock.ts';

const MINUTE_MS = 60_000;
/** How far ahead of this server the clock of a client may be. */
const AHEAD_MS = 5_000;
/** A client may read its clock once for the start and once for the end. */
const BETWEEN_READINGS_MS = 50;

interface Range {
  readonly from: Date;
  readonly to: Date;
}

/**
 * A range that ends in the present, as of the start of its minute; if its start moves with its end, that is moved as well. Any
 * other range stays as it is.
 */
export type AsOfMinute = (range: Range) => Range;

/** Ranges as of the minute, by this clock. */
export const createAsOfMinute =
  ({ epochMs }: Pick<Clock, 'epochMs'>): AsOfMinute =>
  (range) => {
    const [fromMs, toMs] = [range.from.getTime(), range.to.getTime()];
    const nowMs = epochMs();
    if (toMs <= nowMs - MINUTE_MS || toMs > nowMs + AHEAD_MS) return range;
    const movedMs = fromMs - (toMs - minuteOf(toMs));
    const minuteMs = minuteOf(movedMs + MINUTE_MS / 2);
    const moves = Math.abs(movedMs - minuteMs) <= BETWEEN_READINGS_MS;
    const from = moves ? new Date(minuteMs) : range.from;
    const to = new Date(minuteOf(toMs));
    return from < to ? { from, to } : range;
  };

const minuteOf = (ms: number): number => Math.floor(ms / MINUTE_MS) * MINUTE_MS;
