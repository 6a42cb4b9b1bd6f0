/** A probe whose vendors are reached over TCP proxies that a test can disturb. */

import { startSandbox } from '../../../sandbox/index.ts';
import type { Source } from '../../../src/errors.ts';
import { createJumpingClock } from '../clock.ts';
import { startServer } from '../graph.ts';
import { startTcpProxy, type TcpProxy, type Trouble } from '../tcp-proxy.ts';
import { askAll, askWhole, type Met, OLD_MS, type Probe, SOURCES } from './endpoint.ts';

export interface WiredProbe extends Probe {
  readonly wires: Readonly<Record<Source, TcpProxy>>;
}

export async function startWiredProbe(settings: Record<string, string> = {}): Promise<WiredProbe> {
  const sandbox = await startSandbox();
  const wires = {
    CALCOM: await startTcpProxy(sandbox.calcom.url),
    ALO: await startTcpProxy(sandbox.alo.url),
    SALESHANDY: await startTcpProxy(sandbox.saleshandy.url),
  };
  const clock = createJumpingClock();
  const urls = Object.fromEntries(SOURCES.map((source) => [`${source}_API_URL`, wires[source].url]));
  const server = await startServer(
    { ...sandbox.settings, ...urls, CACHE: 'on', ...settings },
    { nowMs: () => sandbox.now.getTime(), clock },
  );
  return {
    ...server,
    sandbox,
    clock,
    wires,
    close: async () => {
      await server.close();
      await Promise.all(SOURCES.map((source) => wires[source].close()));
      await sandbox.close();
    },
  };
}

/** Queries while a wire is disturbed, and counts the requests over it. */
export async function askWithTrouble({ wires, ...probe }: WiredProbe, source: Source, trouble: Trouble): Promise<Met> {
  const before = wires[source].asked();
  await wires[source].set(trouble);
  const answer = await askAll(probe);
  await wires[source].set({});
  return { answer, attempts: wires[source].asked() - before };
}

/** The same on a server that worked before and has a stale answer. */
export async function meetTroubleWithCopy(probe: WiredProbe, source: Source, trouble: Trouble) {
  const first = await askWhole(probe);
  probe.clock.jump(OLD_MS);
  return { first, stale: await askWithTrouble(probe, source, trouble) };
}
