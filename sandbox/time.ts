/** Instants in the sandbox: epoch milliseconds, UTC, weeks that start on Monday. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const WEEK_MS = 7 * DAY_MS;

/** Midnight UTC of the instant's day. */
export function dayOf(instantMs: number): number {
  return Math.floor(instantMs / DAY_MS) * DAY_MS;
}

/** Monday 00:00 UTC of the instant's week. */
export function mondayOf(instantMs: number): number {
  const thursdaysSinceEpoch = 3 * DAY_MS; // 1970-01-01 was a Thursday
  return Math.floor((instantMs + thursdaysSinceEpoch) / WEEK_MS) * WEEK_MS - thursdaysSinceEpoch;
}

/** First of the month, 00:00 UTC; `shift` moves it by months. */
export function monthOf(instantMs: number, shift = 0): number {
  const date = new Date(instantMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + shift, 1);
}

/** The instant's ISO week, such as `2026-W11`. */
export function weekName(instantMs: number): string {
  const thursday = new Date(mondayOf(instantMs) + 3 * DAY_MS);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / WEEK_MS) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

export function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** Strict ISO 8601: real calendar days and clock times only, UTC where there is no offset. Null for anything else. */
export function parseIso(text: string): number | null {
  const parts = ISO.exec(text);
  if (!parts) return null;
  const [year, month, day, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const midnight = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day ?? 0));
  if (midnight.getUTCMonth() + 1 !== month || midnight.getUTCDate() !== day) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const withZone = text.includes('T') && parts[7] === undefined ? `${text}Z` : text;
  const instant = Date.parse(
    withZone.replace(/([+-]\d\d)(\d\d)$/, (_, h, m) => (text.includes('T') ? `${h}:${m}` : _)),
  );
  return Number.isNaN(instant) ? null : instant;
}
