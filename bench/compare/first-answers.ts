/**
 * What a server takes for its first answers, and for its start. The critical path of an answer is its longest chain of calls to
 * the upstream, each after the one before was answered.
 */
import { rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { type Child, startChild } from './child.ts';
import { moveTo, planCores } from './cores.ts';
import { type Server, type ServerStart, startServer } from './servers.ts';
import { median } from './table.ts';
import type { Report } from './upstream.ts';
import type { Work } from './works.ts';

export interface FirstPlan {
  readonly server: Server;
  readonly works: readonly Work[];
  /** How often the server is started for each work. */
  readonly starts: number;
  /** How often the warm server is asked for each work. */
  readonly answers: number;
  /** How long the warm server is asked before. */
  readonly warmUpMs: number;
  /** How long an idle server is left alone before its memory is measured. */
  readonly idleMs: number;
  readonly isPinned: boolean;
}

/** Medians, in milliseconds. */
interface FirstAnswer {
  readonly work: string;
  /** Of a process that has just started: the calls of its longest chain, and the time until the answer. */
  readonly cold: { readonly chain: number; readonly ms: number };
  /** Of a process that has answered the work before, and reads the upstream again. */
  readonly warm: { readonly chain: number; readonly ms: number };
}

interface StartCost {
  /** Until the server is ready. */
  readonly cpuMs: number;
  readonly rssBytes: number;
}

export interface FirstMeasurement {
  readonly answers: readonly FirstAnswer[];
  /** Of a first start, and of one that finds the compiled code of an earlier one. */
  readonly starts: { readonly first: StartCost; readonly later: StartCost };
}

/** Where `src/main.ts` keeps it. */
const COMPILED_CODE = new URL('../../node_modules/.cache/teamgraph/', import.meta.url);

const DELAY_MS = 20;
/** So long that no two calls of a chain can be taken for calls side by side, or the other way round. */
const CHAIN_DELAY_MS = 300;

export async function measureFirst(plan: FirstPlan, progress: (step: string) => void): Promise<FirstMeasurement> {
  const cores = plan.isPinned ? planCores() : undefined;
  if (cores) moveTo(cores.client);
  const upstream = startChild({ script: new URL('upstream.ts', import.meta.url), core: cores?.upstream });
  try {
    const { settings } = await upstream.next<Report>();
    const run: Run = { plan, upstream, start: { settings, core: cores?.server, connections: 1 } };
    progress('start the server for its start');
    const first = await startCost(run, { NODE_DISABLE_COMPILE_CACHE: '1' });
    await keepCompiledCode(run);
    const later = await startCost(run);
    const answers: FirstAnswer[] = [];
    for (const work of plan.works) {
      progress(`take the first answers of ${work.name}`);
      answers.push({ work: work.name, ...(await firstAnswer(run, work)) });
    }
    return { answers, starts: { first, later } };
  } finally {
    await upstream.end();
  }
}

interface Run {
  readonly plan: FirstPlan;
  readonly upstream: Child;
  readonly start: ServerStart;
}

async function startCost({ plan, start }: Run, env: Record<string, string> = {}): Promise<StartCost> {
  const server = await startServer({ ...plan.server, env: { ...plan.server.env, ...env } }, start);
  const cpuMs = (await server.cpuUs()) / 1_000;
  await wait(plan.idleMs);
  const rssBytes = await server.rssBytes();
  await server.stop();
  return { cpuMs, rssBytes };
}

/** Lets a server end that has answered every work: what it compiled is kept when it ends, if nothing was kept before. */
async function keepCompiledCode({ plan, start }: Run): Promise<void> {
  rmSync(COMPILED_CODE, { recursive: true, force: true });
  const server = await startServer(plan.server, start);
  for (const work of plan.works) await server.post(work);
  await server.stop();
}

async function firstAnswer(run: Run, work: Work): Promise<Omit<FirstAnswer, 'work'>> {
  const { plan, upstream, start } = run;
  const wait = (delayMs: number) => upstream.ask<Report>({ isRecording: true, isVarying: false, delayMs });
  // The upstream records what it is asked.
  await timeOfFirst(run, work);
  await wait(CHAIN_DELAY_MS);
  await timeOfFirst(run, work);
  const { chain: coldChain } = await wait(DELAY_MS);
  const cold: number[] = [];
  for (let count = 0; count < plan.starts; count++) cold.push(await timeOfFirst(run, work));

  const server = await startServer(plan.server, start);
  for (const untilMs = performance.now() + plan.warmUpMs; performance.now() < untilMs; ) await server.post(work);
  const warm: number[] = [];
  for (let count = 0; count < plan.answers; count++) {
    const sinceMs = performance.now();
    await server.post(work);
    warm.push(performance.now() - sinceMs);
  }
  await wait(CHAIN_DELAY_MS);
  await server.post(work);
  const { chain: warmChain } = await wait(0);
  await server.end();
  return { cold: { chain: coldChain, ms: median(cold) }, warm: { chain: warmChain, ms: median(warm) } };
}

async function timeOfFirst({ plan, start }: Run, work: Work): Promise<number> {
  const server = await startServer(plan.server, start);
  const sinceMs = performance.now();
  await server.post(work);
  const ms = performance.now() - sinceMs;
  await server.end();
  return ms;
}

/** Both as tables in Markdown. `works` gives the titles. */
export function renderFirst({ answers, starts }: FirstMeasurement, works: readonly Work[]): string {
  const titles = answers.map(({ work }) => works.find(({ name }) => name === work)?.title ?? work);
  const cell = ({ chain, ms }: FirstAnswer['cold']): string => {
    const pathMs = chain * DELAY_MS;
    return `${ms.toFixed(0)} ms = ${chain} × ${DELAY_MS} + **${(ms - pathMs).toFixed(0)}** ms`;
  };
  const row = (title: string, cells: readonly string[]): string => `| ${[title, ...cells].join(' | ')} |\n`;
  const table = (heads: readonly string[], rows: readonly string[]): string =>
    row('', heads) +
    row(
      '---',
      heads.map(() => '---:'),
    ) +
    rows.join('');
  const cost = ({ cpuMs, rssBytes }: StartCost) => [
    `${(cpuMs / 1_000).toFixed(2)} s`,
    `${(rssBytes / 1e6).toFixed(0)} MB`,
  ];
  const first = table(titles, [
    row(
      'cold: the first request of a process',
      answers.map(({ cold }) => cell(cold)),
    ),
    row(
      'warm: later, uncached',
      answers.map(({ warm }) => cell(warm)),
    ),
  ]);
  const start = table(
    ['CPU time until it is ready', 'memory when idle (RSS)'],
    [row('first start', cost(starts.first)), row('later start', cost(starts.later))],
  );
  return `**Latency of one answer, upstream at ${DELAY_MS} ms: critical path + rest**\n\n${first}\n**Start, without the sandbox**\n\n${start}`;
}
