/** Measures what a request costs, and what memory the server takes, on sandboxes of several sizes. */
import { type Child, startChild } from '../compare/child.ts';
import { type Cores, moveTo, planCores } from '../compare/cores.ts';
import { type RunningServer, SERVERS, startServer } from '../compare/servers.ts';
import { median } from '../compare/table.ts';
import type { WorkRequest } from '../compare/works.ts';
import { type SandboxProcess, startSandboxProcess } from './sandbox-process.ts';
import { DIMENSIONS, type Dimension, SCALE_WORKS, settingsOf } from './worlds.ts';

export interface ScalePlan {
  readonly dimensions: readonly Dimension[];
  /** How often each work is measured, and for how long. */
  readonly rounds: number;
  readonly batchMs: number;
  readonly isPinned: boolean;
}

export const FULL_PLAN = { dimensions: DIMENSIONS, isPinned: true } as const;

/** What was measured of one work at one size. */
interface ScaleSample {
  readonly dimension: Dimension['name'];
  readonly value: number;
  readonly work: string;
  /** CPU milliseconds of a request, scaled by the calibration: medians. */
  readonly uncachedMs: number;
  readonly repeatedMs: number;
  readonly answerBytes: number;
  /** The codes of the errors in the answer. */
  readonly codes: readonly string[];
}

/** The memory of the server with a cache, after it has answered all works. */
interface ScaleMemory {
  readonly dimension: Dimension['name'];
  readonly value: number;
  readonly rssBytes: number;
}

export interface ScaleMeasurement {
  readonly samples: readonly ScaleSample[];
  readonly memory: readonly ScaleMemory[];
}

export async function measureScale(plan: ScalePlan, progress: (step: string) => void): Promise<ScaleMeasurement> {
  const cores = plan.isPinned ? planCores() : undefined;
  if (cores) moveTo(cores.client);
  const calibration = startChild({
    script: new URL('../compare/calibration.ts', import.meta.url),
    core: cores?.server,
  });
  await calibration.next();
  const samples: ScaleSample[] = [];
  const memory: ScaleMemory[] = [];
  const reference = await calibrate(calibration);
  try {
    for (const dimension of plan.dimensions) {
      for (const value of dimension.values) {
        progress(`${value} ${dimension.title}`);
        const size = await measureSize({ plan, calibration, reference, cores }, dimension, value);
        samples.push(...size.samples);
        memory.push(...size.memory);
      }
    }
  } finally {
    await calibration.end();
  }
  return { samples, memory };
}

interface Run {
  readonly plan: ScalePlan;
  readonly calibration: Child;
  readonly reference: number;
  readonly cores: Cores | undefined;
}

async function measureSize(run: Run, dimension: Dimension, value: number): Promise<ScaleMeasurement> {
  const sandbox = await startSandboxProcess(settingsOf(dimension, value), run.cores?.upstream);
  const servers: RunningServer[] = [];
  try {
    const uncached = await startOurs('ours', sandbox, run);
    const cached = await startOurs('ours-cached', sandbox, run);
    servers.push(uncached, cached);
    const size = { dimension: dimension.name, value };
    const samples: ScaleSample[] = [];
    for (const work of SCALE_WORKS) {
      const answer = await uncached.post(work);
      const { errors = [] } = JSON.parse(answer.toString()) as { errors?: { extensions: { code: string } }[] };
      samples.push({
        ...size,
        work: work.name,
        uncachedMs: await costOf(run, uncached, work),
        repeatedMs: await costOf(run, cached, work),
        answerBytes: answer.length,
        codes: [...new Set(errors.map(({ extensions }) => extensions.code))],
      });
    }
    return { samples, memory: [{ ...size, rssBytes: await cached.rssBytes() }] };
  } finally {
    await Promise.all(servers.map((server) => server.end()));
    await sandbox.end();
  }
}

async function startOurs(name: string, { settings }: SandboxProcess, { cores }: Run): Promise<RunningServer> {
  const server = SERVERS.find((one) => one.name === name);
  if (!server) throw new Error(`there is no server named ${name}`);
  return startServer(server, { settings, core: cores?.server, connections: 1 });
}

/** The CPU time of a request, in milliseconds. The first batch only warms the server up. */
async function costOf(
  { plan, calibration, reference }: Run,
  server: RunningServer,
  work: WorkRequest,
): Promise<number> {
  await askFor(server, work, plan.batchMs);
  const costs: number[] = [];
  for (let round = 0; round < plan.rounds; round++) {
    const calibrationUs = await calibrate(calibration);
    const before = await server.cpuUs();
    const requests = await askFor(server, work, plan.batchMs);
    const cpuUs = ((await server.cpuUs()) - before) / requests;
    costs.push((cpuUs * reference) / calibrationUs / 1_000);
  }
  return median(costs);
}

async function askFor(server: RunningServer, work: WorkRequest, forMs: number): Promise<number> {
  const untilMs = performance.now() + forMs;
  let requests = 0;
  do {
    await server.post(work);
    requests++;
  } while (performance.now() < untilMs);
  return requests;
}

const calibrate = async (calibration: Child): Promise<number> =>
  (await calibration.ask<{ cpuUs: number }>('calibrate')).cpuUs;
