/** Counts the calls that arrive at a sandbox, by source and endpoint as plans name them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Call, Sandbox } from '../../../sandbox/index.ts';

const ENDPOINTS: readonly (readonly [path: RegExp, endpoint: string])[] = [
  [/\/teams\/\d+\/bookings$/, 'CALCOM team-bookings'],
  [/\/memberships$/, 'CALCOM team-memberships'],
  [/\/organizations\/\d+\/users$/, 'CALCOM organization-users'],
  [/\/event-types$/, 'CALCOM team-event-types'],
  [/\/me$/, 'CALCOM me'],
  [/\/insights\/bookings\/members$/, 'CALCOM booking-member-stats'],
  [/\/routed-to-per-period$/, 'CALCOM routed-to-per-period'],
  [/^\/periods$/, 'ALO periods'],
  [/^\/periods\/\d+\/actions$/, 'ALO period-actions'],
  [/\/team-member-list$/, 'SALESHANDY team-member-list'],
];

function endpointOf({ path, body }: Call): string {
  if (/\/team\/stats$/.test(path)) return `SALESHANDY team-stats-${Reflect.get(Object(body), 'type')}`;
  return ENDPOINTS.find(([pattern]) => pattern.test(path))?.[1] ?? path;
}

/** Starts to count. The returned function resolves with the calls since then, once all are answered and no more come. */
export function countUntilQuiet({ calcom, alo, saleshandy }: Sandbox): () => Promise<ReadonlyMap<string, number>> {
  const vendors = [calcom, alo, saleshandy];
  const before = vendors.map(({ calls }) => calls.length);
  const arrived = (): Call[] => vendors.flatMap(({ calls }, place) => calls.slice(before[place]));
  return async () => {
    let last = -1;
    while (arrived().length !== last || arrived().some(({ status }) => status === 0)) {
      last = arrived().length;
      await sleep(3);
    }
    const byEndpoint = Map.groupBy(arrived(), endpointOf);
    return new Map([...byEndpoint].map(([endpoint, calls]) => [endpoint, calls.length]));
  };
}
