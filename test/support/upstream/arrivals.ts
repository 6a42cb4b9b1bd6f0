/** How many calls arrive at a vendor within a time. */

/** The most arrivals in any `ms` milliseconds, both ends included. */
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
