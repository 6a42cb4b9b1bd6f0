/** Measures the CPU time that each server uses for a request of each work, in rounds in which the servers take turns. */
import { connect } from '../../test/oracle/index.ts';
import { checkAnswer, checkVaryingAnswers } from './check.ts';
import { type Child, startChild } from './child.ts';
import { moveTo, planCores } from './cores.ts';
import { type RunningServer, type Server, startServer } from './servers.ts';
import type { Mode, Report } from './upstream.ts';
import type { Work } from './works.ts';

export interface Condition {
  readonly name: string;
  readonly title: string;
  /** The servers that it is measured with. */
  readonly kind: Server['kind'];
  readonly isVarying: boolean;
  /** How long the upstream waits before it answers. */
  readonly delayMs: number;
}

export interface Plan {
  readonly servers: readonly Server[];
  readonly works: readonly Work[];
  readonly conditions: readonly Condition[];
  readonly rounds: number;
  /** How long each server is measured in a round. */
  readonly batchMs: number;
  /** How long each server is warmed up for each work. */
  readonly warmUpMs: number;
  readonly concurrency: number;
  /** Whether the server gets a core of its own. */
  readonly isPinned: boolean;
}

export interface Sample {
  readonly condition: string;
  readonly work: string;
  readonly server: string;
  readonly requests: number;
  /** For one request, as measured. */
  readonly cpuUs: number;
  /** What the calibration took beside it. */
  readonly calibrationUs: number;
  /** Upstream calls for one request. */
  readonly calls: number;
}

export interface Measurement {
  readonly samples: readonly Sample[];
  readonly isPinned: boolean;
}

/** Before each measurement the server is asked for this part of its time. */
const SETTLE_SHARE = 4;
const RECORDING: Mode = { isRecording: true, isVarying: false, delayMs: 0 };

/** Rejects where an answer of a server is wrong. `progress` is told each step in a few words. */
export async function measure(plan: Plan, progress: (step: string) => void): Promise<Measurement> {
  const cores = plan.isPinned ? planCores() : undefined;
  if (cores) moveTo(cores.client);
  const upstream = startChild({ script: new URL('upstream.ts', import.meta.url), core: cores?.upstream });
  const calibration = startChild({ script: new URL('calibration.ts', import.meta.url), core: cores?.server });
  const servers: RunningServer[] = [];
  try {
    const [{ settings }] = await Promise.all([upstream.next<Report>(), calibration.next()]);
    for (const server of plan.servers) {
      progress(`start ${server.name}`);
      servers.push(await startServer(server, { settings, core: cores?.server, connections: plan.concurrency }));
    }
    const run: Run = { plan, servers, upstream, progress };
    await check(run, settings);
    await warmUp(run);
    const samples = await runRounds(run, calibration);
    return { samples, isPinned: cores !== undefined };
  } finally {
    await Promise.all([...servers, upstream, calibration].map((process) => process.end()));
  }
}

interface Run {
  readonly plan: Plan;
  readonly servers: readonly RunningServer[];
  readonly upstream: Child;
  readonly progress: (step: string) => void;
}

/** Compares the first answers of every server with the expected ones, while the upstream records what it is asked. */
async function check({ plan, servers, upstream, progress }: Run, settings: Record<string, string>): Promise<void> {
  const vendors = connect(settings);
  const expected = new Map<Work, object>();
  for (const work of plan.works) {
    progress(`work out the answer of ${work.name}`);
    expected.set(work, await work.expected(vendors));
  }
  progress('compare the first answers');
  const answers: Record<string, string> = {};
  for (const server of servers) {
    if (server.takesAnswers) await server.giveAnswers(answers);
    for (const [work, data] of expected) {
      const text = await checkAnswer(server, work, data);
      answers[work.name] ??= text;
    }
  }
  await upstream.ask({ ...RECORDING, isVarying: true });
  for (const server of servers.filter(({ kind }) => kind === 'uncached')) {
    for (const [work, data] of expected) await checkVaryingAnswers(server, work, data);
  }
  await upstream.ask(RECORDING);
}

async function warmUp({ plan, servers, progress }: Run): Promise<void> {
  for (const server of servers) {
    progress(`warm up ${server.name}`);
    for (const work of plan.works) await sendRequests(server, work, plan.concurrency, plan.warmUpMs);
  }
}

async function runRounds(run: Run, calibration: Child): Promise<Sample[]> {
  const { plan, upstream, progress } = run;
  const samples: Sample[] = [];
  for (let round = 0; round < plan.rounds; round++) {
    for (const condition of plan.conditions) {
      progress(`round ${round + 1} of ${plan.rounds}, ${condition.title}`);
      const servers = run.servers.filter(({ kind }) => kind === condition.kind);
      // A server does not always follow the same one.
      const order = [...servers.slice(round % servers.length), ...servers.slice(0, round % servers.length)];
      for (const work of plan.works) {
        for (const server of order) {
          const sample = await takeSample({ server, work, upstream, calibration, condition, plan });
          samples.push({ condition: condition.name, work: work.name, server: server.name, ...sample });
        }
      }
    }
  }
  return samples;
}

interface Take {
  readonly server: RunningServer;
  readonly work: Work;
  readonly upstream: Child;
  readonly calibration: Child;
  readonly condition: Condition;
  readonly plan: Plan;
}

async function takeSample({ server, work, upstream, calibration, condition, plan }: Take) {
  const mode: Mode = { isRecording: false, isVarying: condition.isVarying, delayMs: condition.delayMs };
  const calibrate = async () => (await calibration.ask<{ cpuUs: number }>('calibrate')).cpuUs;
  await upstream.ask(mode);
  // What a cache revalidates after the pause since its last turn, and what the core has forgotten, is not measured.
  await sendRequests(server, work, 1, plan.batchMs / SETTLE_SHARE);
  const before = await calibrate();
  const reportBefore = await upstream.ask<Report>(mode);
  const cpuBefore = await server.cpuUs();
  const requests = await sendRequests(server, work, plan.concurrency, plan.batchMs);
  const cpuUs = (await server.cpuUs()) - cpuBefore;
  const report = await upstream.ask<Report>(mode);
  if (report.unknown > 0) throw new Error(`${server.name} asked the upstream for what was not recorded`);
  const calls = (report.requests - reportBefore.requests) / requests;
  return { requests, cpuUs: cpuUs / requests, calibrationUs: (before + (await calibrate())) / 2, calls };
}

/** Sends requests for a while, `concurrency` at a time. Resolves with their number; rejects where two answers differ in length. */
async function sendRequests(server: RunningServer, work: Work, concurrency: number, forMs: number): Promise<number> {
  const { length } = await server.post(work);
  const endMs = performance.now() + forMs;
  let requests = 1;
  async function client(): Promise<void> {
    do {
      const bytes = await server.post(work);
      requests++;
      if (bytes.length !== length)
        throw new Error(`${server.name} answers ${work.name} with ${bytes.length} bytes, not ${length}`);
    } while (performance.now() < endMs);
  }
  await Promise.all(Array.from({ length: concurrency }, client));
  return requests;
}
