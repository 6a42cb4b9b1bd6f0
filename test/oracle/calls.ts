/** Counts the calls to vendors, by endpoint. */
import type { Sandbox } from '../../sandbox/index.ts';

const ENDPOINTS: [name: string, path: RegExp][] = [
  ['bookings', /\/teams\/\d+\/bookings$/],
  ['memberships', /\/memberships$/],
  ['organization users', /\/users$/],
  ['event types', /\/event-types$/],
  ['member stats', /\/insights\/bookings\/members$/],
  ['routed to', /\/routed-to-per-period$/],
  ['periods', /^\/periods$/],
  ['actions', /^\/periods\/\d+\/actions$/],
  ['team stats', /\/team\/stats$/],
  ['member list', /\/team-member-list$/],
];

/** Called once, and cached. */
const DIRECTORIES = ['memberships', 'organization users', 'event types', 'member list'];

export interface Counts {
  /** The other calls of the query. */
  own: Record<string, number>;
  directories: Record<string, number>;
}

/** Starts to count. The returned function has the calls since then. */
export function countCalls({ calcom, alo, saleshandy }: Sandbox): () => Counts {
  const vendors = [calcom, alo, saleshandy];
  const before = vendors.map(({ calls }) => calls.length);
  return () => {
    const counts: Counts = { own: {}, directories: {} };
    for (const { path } of vendors.flatMap(({ calls }, place) => calls.slice(before[place]))) {
      const name = ENDPOINTS.find(([, pattern]) => pattern.test(path))?.[0] ?? path;
      const group = DIRECTORIES.includes(name) ? counts.directories : counts.own;
      group[name] = (group[name] ?? 0) + 1;
    }
    return counts;
  };
}
