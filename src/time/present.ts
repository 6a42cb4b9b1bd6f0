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

/** An end that is null is open. */
interface OpenRange {
  readonly from: Date | null;
  readonly to: Date | null;
}

/**
 * A range that ends in the present, as of the start of its minute; if its start moves with its end, that is moved as well. Any
 * other range stays as it is.
 */
export type AsOfMinute = <Range extends OpenRange>(range: Range) => Range;

/** Ranges as of the minute, by this clock. */
export const createAsOfMinute =
  ({ epochMs }: Pick<Clock, 'epochMs'>): AsOfMinute =>
  (range) => {
    if (!range.to) return range;
    const toMs = range.to.getTime();
    const nowMs = epochMs();
    if (toMs <= nowMs - MINUTE_MS || toMs > nowMs + AHEAD_MS) return range;
    const from = range.from && startOf(range.from.getTime(), toMs);
    const to = new Date(minuteOf(toMs));
    return !from || from < to ? { ...range, from, to } : range;
  };

/** The start of a range whose end is as of its minute: of that minute as well, if it moves with the end. */
function startOf(fromMs: number, toMs: number): Date {
  const movedMs = fromMs - (toMs - minuteOf(toMs));
  const minuteMs = minuteOf(movedMs + MINUTE_MS / 2);
  const isEarlier = minuteMs <= fromMs && fromMs < minuteMs + MINUTE_MS;
  const moves = isEarlier && Math.abs(movedMs - minuteMs) <= BETWEEN_READINGS_MS;
  return new Date(moves ? minuteMs : fromMs);
}

const minuteOf = (ms: number): number => Math.floor(ms / MINUTE_MS) * MINUTE_MS;
