/** What the planners tell of ALO, Saleshandy and Cal.com's directories and reports, against the calls that their loaders make. */
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type Quirk, type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { readConfig } from '../../src/config/config.ts';
import type { Demand } from '../../src/sources/demand.ts';
import { createSources } from '../../src/sources/index.ts';
import { deadlineIn } from '../../src/time/deadline.ts';
import { createScheduler } from '../../src/time/slices.ts';
import { createJumpingClock } from '../support/clock.ts';
import { NO_RATE_LIMITS } from '../support/graph.ts';
import { OLD_MS } from '../support/upstream/endpoint.ts';

const running: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of running.splice(0).reverse()) await close();
});

const WEEK = { from: new Date('2026-03-09T00:00:00Z'), to: new Date('2026-03-16T00:00:00Z') };
const STATS = { range: WEEK, countBy: 'ABSOLUTE' } as const;
const PERIOD = '301';

type Loaders = ReturnType<ReturnType<typeof createSources>['loadersFor']>;
type Planners = ReturnType<ReturnType<typeof createSources>['plannersFor']>;

interface Question {
  readonly plan: (planners: Planners) => Promise<readonly Demand[]> | undefined;
  readonly run: (loaders: Loaders, sandbox: Sandbox) => unknown;
}

const report = { scope: 'TEAM', timeZone: 'UTC', range: WEEK, rangeOf: 'START' } as const;
const routing = { scope: 'TEAM', range: WEEK, every: 'DAY' } as const;

const QUESTIONS: Readonly<Record<string, Question>> = {
  periods: { plan: ({ alo }) => alo()?.periods(), run: ({ alo }) => alo()?.periods() },
  'periods around a range': {
    plan: ({ alo }) => alo()?.periodsAround(WEEK),
    run: ({ alo }) => alo()?.periodsAround(WEEK),
  },
  'a period': { plan: ({ alo }) => alo()?.period(PERIOD, []), run: ({ alo }) => alo()?.period(PERIOD, []) },
  'no period': { plan: ({ alo }) => alo()?.period('999999', []), run: ({ alo }) => alo()?.period('999999', []) },
  actions: {
    plan: ({ alo }) => alo()?.actions(PERIOD, ['budget']),
    run: ({ alo }) => alo()?.actions(PERIOD, ['budget']),
  },
  'members of Saleshandy': {
    plan: ({ saleshandy }) => saleshandy()?.members(),
    run: ({ saleshandy }) => saleshandy()?.members(),
  },
  'a prospect report': {
    plan: ({ saleshandy }) => saleshandy()?.prospectReport(STATS),
    run: ({ saleshandy }) => saleshandy()?.prospectReport(STATS),
  },
  'an email report': {
    plan: ({ saleshandy }) => saleshandy()?.emailReport(STATS),
    run: ({ saleshandy }) => saleshandy()?.emailReport(STATS),
  },
  'figures of users': {
    plan: ({ saleshandy }) => saleshandy()?.prospectStatsOf(STATS),
    run: ({ saleshandy }, { world }) =>
      Promise.allSettled(world.saleshandy.members.map(async ({ id }) => saleshandy()?.prospectStatsOf(id, STATS))),
  },
  'the roster of Cal.com': { plan: ({ calcom }) => calcom()?.roster(), run: ({ calcom }) => calcom()?.roster() },
  'member statistics': {
    plan: ({ calcom }) => calcom()?.memberStats(report),
    run: ({ calcom }) => calcom()?.memberStats(report),
  },
  'member statistics of the owner': {
    plan: ({ calcom }) => calcom()?.memberStats({ ...report, scope: 'USER' }),
    run: ({ calcom }) => calcom()?.memberStats({ ...report, scope: 'USER' }),
  },
  'a routing report': {
    plan: ({ calcom }) => calcom()?.routedTo(routing, null),
    run: ({ calcom }) => calcom()?.routedTo(routing, null),
  },
};

type AtEnd = (close: () => Promise<unknown>) => unknown;
const afterTest: AtEnd = (close) => running.push(close);

async function start(quirks: readonly Quirk[] = [], atEnd = afterTest) {
  const sandbox = await startSandbox({ quirks });
  const clock = createJumpingClock();
  const sources = createSources(readConfig({ PORT: '0', ...NO_RATE_LIMITS, ...sandbox.settings }).sources, {
    ...{ clock, random: Math.random, backgroundMs: 8000, isCaching: true, processes: 1 },
    scheduler: createScheduler(),
  });
  const left = new AbortController();
  for (const close of [sandbox.close, sources.close, async () => left.abort()]) atEnd(close);
  const requester = () => ({ caller: 'caller', isBackground: false, deadline: deadlineIn(8000, clock, left.signal) });
  const calls = () =>
    [sandbox.calcom, sandbox.alo, sandbox.saleshandy].reduce((sum, vendor) => sum + vendor.calls.length, 0);
  const plan = async (question: Question) => {
    const before = calls();
    const demands = merged((await question.plan(sources.plannersFor(requester(), () => {}))) ?? []);
    expect(calls()).toBe(before);
    return demands;
  };
  /** The plan of a question, then the number of its calls. */
  const observe = async (question: Question) => {
    const demands = await plan(question);
    const before = calls();
    const loaders = sources.loadersFor(requester(), createScheduler().slicesFor('caller'));
    await Promise.allSettled([question.run(loaders, sandbox)]);
    await loaders.ended();
    await quiet(calls);
    const sum = (bound: 'min' | 'max') => demands.reduce((total, demand) => total + demand[bound], 0);
    return { demands, made: calls() - before, min: sum('min'), max: sum('max') };
  };
  return { clock, plan, observe };
}

/** Waits until no further call arrives: those that revalidate go on after the answer. */
async function quiet(calls: () => number): Promise<void> {
  for (let last = -1; last !== calls(); ) {
    last = calls();
    await setTimeout(50);
  }
}

/** Demands with the same source, endpoint and key share their calls. */
function merged(demands: readonly Demand[]): Demand[] {
  const groups = Map.groupBy(demands, ({ source, endpoint, key }) => JSON.stringify([source, endpoint, key]));
  return [...groups.values()].flatMap(([first, ...others]) => {
    const all = first ? [first, ...others] : [];
    const most = (bound: 'min' | 'max') => Math.max(...all.map((demand) => demand[bound]));
    return first ? { ...first, min: most('min'), max: most('max') } : [];
  });
}

const WORLDS: readonly (readonly Quirk[])[] = [
  [],
  ['alo-paging'],
  ['saleshandy-no-has-more'],
  ['saleshandy-no-identity-keys'],
  ['saleshandy-no-member-list'],
  ['calcom-directories-403'],
  ['calcom-lowered-pages'],
];

describe.each(WORLDS.map((quirks) => [quirks.join() || 'no quirk', quirks] as const))('with %s', (_, quirks) => {
  // Most of their time they wait until no call arrives.
  it.concurrent.for(Object.keys(QUESTIONS))(
    '%s take as many calls as planned: cold, cached, stale and gone',
    async (name, { expect, onTestFinished }) => {
      const question = QUESTIONS[name];
      if (!question) throw new Error(name);
      const { observe, clock } = await start(quirks, (close) =>
        onTestFinished(async () => {
          await close();
        }),
      );
      for (const jumpMs of [0, 0, 2 * 60_000, 11 * 60_000, OLD_MS]) {
        clock.jump(jumpMs);
        const { made, min, max, demands } = await observe(question);
        expect(made).toBeGreaterThanOrEqual(min);
        expect(made).toBeLessThanOrEqual(max);
        if (demands.every(({ bound }) => bound === null)) expect([min, max]).toEqual([made, made]);
      }
    },
  );

  it.each(Object.keys(QUESTIONS))('%s take no call once they are cached', async (name) => {
    const question = QUESTIONS[name];
    if (!question) throw new Error(name);
    const { observe, plan } = await start(quirks);
    const { made } = await observe(question);
    if (quirks.includes('saleshandy-no-member-list')) return;
    const demands = await plan(question);
    expect(demands.map(({ min, max }) => [min, max])).toEqual(demands.map(() => [0, 0]));
    expect(demands.reduce((sum, { cached }) => sum + cached, 0)).toBeGreaterThan(0);
    expect(made).toBeGreaterThan(0);
  });
});
