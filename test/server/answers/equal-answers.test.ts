/** With kept answers, a server gives the answers that it gives without them, whatever happens to the sources meanwhile. */
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Optimization } from '../../../src/app.ts';
import { lookupsOf, post } from '../../support/answers.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { startServer } from '../../support/graph.ts';
import {
  actionRow,
  BROKEN,
  bookingPage,
  bookingRow,
  listed,
  memberRow,
  periodRow,
  REFUSED,
  type Script,
  startScripted,
  UNAUTHORIZED,
} from '../../support/scripted-vendors.ts';

const TOKENS = ['all', 'none'] as const;
const QUERIES = [
  '{ periods { totalCount complete nodes { name actions { nodes { id number assignees { name user { name } } } } } } }',
  '{ periods { nodes { name } } }',
  '{ bookings { totalCount nodes { uid title attendees { name email } hosts { name user { name } } } } }',
  '{ users { totalCount nodes { name identities { source name } } } bookings(first: 1) { nodes { title } } }',
  '{ users(search: "p") { nodes { name bookings(first: 2) { nodes { uid } } } } }',
  '{ sources { name state } periods { totalCount } }',
] as const;
const FAULTS = { none: undefined, broken: BROKEN, refused: REFUSED, unauthorized: UNAUTHORIZED };
const PLACES = ['periods', 'actions', 'bookings', 'members'] as const;
const TIMES_MS = [1, 999, 20_000, 59_999, 60_000, 61_000, 6 * 60_000, 11 * 60_000, 25 * 60 * 60_000];

/** Before the second attempt of a call. */
const LONGEST_PAUSE_MS = 400;
const QUIET_ROUNDS = 4;

type Place = (typeof PLACES)[number];
type Step =
  | { readonly do: 'ask'; readonly query: string; readonly token: string }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'change'; readonly place: Place }
  | { readonly do: 'break'; readonly place: Place; readonly fault: keyof typeof FAULTS };

const asks = fc.record({
  do: fc.constant('ask' as const),
  query: fc.constantFrom(...QUERIES),
  token: fc.constantFrom(...TOKENS),
});
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: asks },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(...TIMES_MS) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('change' as const), place: fc.constantFrom(...PLACES) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('break' as const),
        place: fc.constantFrom(...PLACES),
        fault: fc.constantFrom(...(Object.keys(FAULTS) as (keyof typeof FAULTS)[])),
      }),
    },
  ),
  { minLength: 10, maxLength: 40 },
);

/** Vendors whose rows have a version, and may fail. */
function createWorld() {
  const version: Record<Place, number> = { periods: 0, actions: 0, bookings: 0, members: 0 };
  const fault: Record<Place, keyof typeof FAULTS> = {
    periods: 'none',
    actions: 'none',
    bookings: 'none',
    members: 'none',
  };
  const at = (place: Place, answer: () => unknown): unknown => FAULTS[fault[place]] ?? answer();
  const script: Script = {
    periods: () => at('periods', () => ({ periods: [periodRow(1, { name: `Period, ${version.periods}` })] })),
    actions: () =>
      at('actions', () => ({ actions: [actionRow(1, { assignedUserNames: [`Person ${version.actions}`] })] })),
    bookings: () => at('bookings', () => bookingPage([bookingRow(1, { title: `Demo ${version.bookings}` })])),
    members: (query) =>
      at('members', () => listed(memberRow(1, { name: `Person ${version.members}` }), memberRow(2))(query)),
  };
  return { version, fault, script };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const SETTINGS = {
  CACHE: 'on',
  AUTH_TOKENS: `all:${sha256('all')},none:${sha256('none')}:none`,
  CALLER_REQUESTS_PER_MINUTE: 'unlimited',
};

/** Runs the steps on a server that keeps answers and on one that does not, with vendors of their own. */
async function compare(todo: readonly Step[]): Promise<number> {
  const clock = createFakeClock();
  const start = async (without: readonly Optimization[]) => {
    const world = createWorld();
    const vendors = await startScripted(['CALCOM', 'ALO'], world.script);
    const server = await startServer({ ...vendors.settings, ...SETTINGS }, { clock, without });
    return { ...server, world, vendors };
  };
  const [keeping, plain] = [await start([]), await start(['ANSWER_CACHE'])];
  const both = [keeping, plain];
  try {
    for (const step of todo) {
      if (step.do === 'wait') await clock.advance(step.ms);
      if (step.do === 'change') for (const { world } of both) world.version[step.place]++;
      if (step.do === 'break') for (const { world } of both) world.fault[step.place] = step.fault;
      if (step.do !== 'ask') continue;
      const [kept, made] = await Promise.all(
        both.map(({ url }) => post(url, step.query, { authorization: `Bearer ${step.token}` })),
      );
      expect(kept?.text).toBe(made?.text);
      expect(kept?.status).toBe(made?.status);
      await quiet(() => both.flatMap(({ vendors }) => vendors.calls).length, clock);
    }
    expect(keeping.vendors.calls.toSorted()).toEqual(plain.vendors.calls.toSorted());
    expect(await readsOf(keeping.url)).toEqual(await readsOf(plain.url));
    return (await lookupsOf(keeping.url, { authorization: 'Bearer all' })).hit;
  } finally {
    for (const { close, vendors } of both) {
      await close();
      await vendors.close();
    }
  }
}

/** The samples of the metric that counts reads. */
async function readsOf(url: string): Promise<string[]> {
  const headers = { connection: 'close', authorization: 'Bearer all' };
  const text = await (await fetch(new URL('/metrics', url), { headers })).text();
  return text.split('\n').filter((line) => line.startsWith('teamgraph_upstream_reads_total{'));
}

/** Resolves when no call goes on in the background. A second attempt waits for the clock. */
async function quiet(calls: () => number, clock: FakeClock): Promise<void> {
  for (let before = -1, rounds = 0; rounds < QUIET_ROUNDS; rounds++) {
    if (calls() !== before) rounds = 0;
    before = calls();
    await clock.advance(LONGEST_PAUSE_MS / QUIET_ROUNDS);
    await wait(1);
  }
}

it('answers are the same with and without kept ones, at every step, cost the same calls and count the same reads', async () => {
  let hits = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (todo) => {
      hits += await compare(todo);
    }),
    { numRuns: 20, endOnFailure: true },
  );
  expect(hits).toBeGreaterThan(20);
});
