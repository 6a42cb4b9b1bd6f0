/** What a vendor sees of calls: how many arrive within how long. */

/** The most that arrive in any stretch of so many milliseconds, both ends included. */
export function mostWithin(ms: number, arrivals: readonly number[]): number {
  const sorted = arrivals.toSorted((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [last, atMs] of sorted.entries()) {
    while (atMs - (sorted[first] ?? 0) > ms) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
