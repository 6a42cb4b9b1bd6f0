/**
 * Checks the plans of random queries against the calls that a sandbox gets. The seed determines the queries and how much time
 * passes between them, so that each violation can be repeated from the seed of its run.
 */

import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { SandboxOptions } from '../../../sandbox/index.ts';
import type { PlannedCalls } from '../../../src/graphql/plan/index.ts';
import type { RandomQuery } from '../attacks/random-queries.ts';
import { createStandingClock } from '../clock.ts';
import { type Graph, startGraph } from '../graph.ts';
import { type Dice, diceOf } from '../people/dice.ts';
import { countUntilQuiet } from './calls.ts';
import { plannedQuery } from './queries.ts';

/** A server and its callers. */
export interface PlanWorld {
  readonly name: string;
  readonly sandbox?: SandboxOptions;
  readonly settings?: Readonly<Record<string, string>>;
}

const TOKENS = { all: 'tg_all', some: 'tg_some' };
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Different sizes, people files, scopes and sources. */
export const PLAN_WORLDS: readonly PlanWorld[] = [
  { name: 'small' },
  { name: 'large', sandbox: { dimensions: { people: 60, bookings: 2_600, periods: 130, actions: 3 } } },
  {
    name: 'scopes',
    settings: {
      AUTH_TOKENS: `all:${hashOf(TOKENS.all)},some:${hashOf(TOKENS.some)}:attendees`,
      CALLER_REQUESTS_PER_MINUTE: 'unlimited',
    },
  },
  {
    name: 'people file',
    settings: { PEOPLE_FILE: fileURLToPath(new URL('../../../examples/people.yaml', import.meta.url)) },
  },
  {
    name: 'Cal.com alone',
    settings: { ALO_API_URL: '', ALO_API_KEY: '', SALESHANDY_API_URL: '', SALESHANDY_API_KEY: '' },
  },
];

export interface PlanReport {
  readonly checked: number;
  /** Beyond a limit, or invalid. */
  readonly rejected: number;
  /** Those whose minimum is their maximum, and not 0. */
  readonly exact: number;
  /** Those that made a call. */
  readonly calling: number;
  readonly violations: readonly string[];
}

/** The seconds that pass before a query: the cache is warm, stale, or cold. */
const passes = (dice: Dice): number =>
  dice.chance(0.5) ? dice.roll() * 3 : dice.chance(0.5) ? 30 + dice.roll() * 900 : 3 * 3_600;

/** Sends queries until `count` of them were answered. */
export async function checkPlans(
  world: PlanWorld,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<PlanReport> {
  // Nothing becomes stale between a plan and its answer.
  const clock = createStandingClock();
  const graph = await startGraph({ clock, sandbox: world.sandbox, settings: { CACHE: 'on', ...world.settings } });
  const dice = diceOf(seed);
  /** Requests whose plans may be remembered. */
  const earlier: Asked[] = [];
  const report = { checked: 0, rejected: 0, exact: 0, calling: 0, violations: [] as string[] };
  while (report.checked < count) {
    const request = plannedQuery(dice, graph.sandbox.world);
    clock.jump(passes(dice) * 1_000);
    const token = dice.among(Object.values(TOKENS));
    const headers: Record<string, string> = world.settings?.AUTH_TOKENS ? { authorization: `Bearer ${token}` } : {};
    const found = await checkOne(graph, request, headers);
    if (!found) {
      report.rejected++;
      continue;
    }
    report.checked++;
    const problems = [...found.problems];
    earlier.push({ request, headers });
    for (const asked of earlier.slice(-MOST_EARLIER)) problems.push(...(await checkRemembered(graph, asked)));
    if (found.isExact) report.exact++;
    if (found.isCalling) report.calling++;
    for (const problem of problems) {
      report.violations.push(
        `${world.name}, seed ${seed}, query ${report.checked}: ${problem}\n${JSON.stringify(request)}`,
      );
    }
    for (const { calls } of [graph.sandbox.calcom, graph.sandbox.alo, graph.sandbox.saleshandy]) calls.length = 0;
  }
  await graph.close();
  return report;
}

/** So many of the last requests are planned again after each one. */
const MOST_EARLIER = 4;

interface Asked {
  readonly request: RandomQuery;
  readonly headers: Readonly<Record<string, string>>;
}

/** Compares a plan that may be remembered with that of an equal document, which is not. */
async function checkRemembered({ url }: Graph, { request, headers }: Asked): Promise<readonly string[]> {
  const only = { ...headers, 'teamgraph-plan': 'only' };
  const perhaps = await post(url, request, only);
  const made = await post(url, { ...request, query: `${request.query} # ${++copies}` }, only);
  return isDeepStrictEqual(perhaps.body, made.body) ? [] : [`a remembered plan differs: ${JSON.stringify(request)}`];
}

/** How many equal documents were made. */
let copies = 0;

interface Checked {
  readonly isExact: boolean;
  /** Whether it made a call. */
  readonly isCalling: boolean;
  readonly problems: readonly string[];
}

/** Undefined for a query that is rejected. */
async function checkOne(
  { sandbox, url }: Graph,
  request: RandomQuery,
  headers: Readonly<Record<string, string>>,
): Promise<Checked | undefined> {
  const countOfPlan = countUntilQuiet(sandbox);
  const only = await post(url, request, { ...headers, 'teamgraph-plan': 'only' });
  const callsOfPlan = await countOfPlan();
  const count = countUntilQuiet(sandbox);
  const on = await post(url, request, { ...headers, 'teamgraph-plan': 'on' });
  const calls = await count();
  const without = await post(url, request, headers);
  await countUntilQuiet(sandbox)();

  const problems: string[] = [];
  if (callsOfPlan.size > 0) problems.push(`the plan made calls: ${[...callsOfPlan.keys()]}`);
  if (only.status !== on.status) problems.push(`status ${only.status} of the plan, ${on.status} of the answer`);
  if (on.status !== 200) return problems.length > 0 ? { isExact: false, isCalling: false, problems } : undefined;
  if (only.body.data !== null || only.body.errors) problems.push('the plan has data or errors');
  const { plan, price } = only.body.extensions.teamgraph as {
    readonly plan: readonly PlannedCalls[];
    readonly price: { readonly min: number; readonly max: number };
  };
  if (!isDeepStrictEqual(plan, on.body.extensions.teamgraph.plan)) problems.push('two plans differ');
  const planned = new Map(plan.map((row) => [`${row.source} ${row.endpoint}`, row]));
  for (const endpoint of new Set([...planned.keys(), ...calls.keys()])) {
    const { min = 0, max = 0 } = planned.get(endpoint) ?? {};
    const made = calls.get(endpoint) ?? 0;
    if (made < min || made > max) problems.push(`${made} calls of ${endpoint}, planned ${min} to ${max}`);
  }
  const isShown = !/sources|rateLimit|__/.test(request.query);
  if (isShown && !isDeepStrictEqual(on.body.data, without.body.data))
    problems.push('the answers with and without the plan differ');
  return { isExact: price.max > 0 && price.min === price.max, isCalling: calls.size > 0, problems };
}

async function post(url: string, request: RandomQuery, headers: Readonly<Record<string, string>>) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body: JSON.stringify(request),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}
