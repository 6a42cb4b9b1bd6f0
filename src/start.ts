/** Starts the server: reads the settings, opens the data, listens and serves. Stops what it has started. */
import { createApp, type RunningApp } from './app.ts';
import { type Environment, readConfig, unknownSettings } from './config/config.ts';
import { openData, type ServedData } from './data.ts';
import { SOURCES } from './errors.ts';
import { type Listening, listen } from './server/http/listen.ts';
import { releaseStartMemory } from './server/memory.ts';
import { createLog, type Log, outputFlushed } from './server/telemetry/log.ts';
import { openTracing, type Tracing } from './server/telemetry/tracing.ts';
import { systemClock as clock } from './time/clock.ts';

export interface Running {
  /** Resolves when the server serves. Rejects with an Error of one line where a setting, file or port is bad. */
  readonly ready: Promise<void>;
  /**
   * Drains the server and closes what has started so far. Resolves when the output is written, or when nobody reads it.
   * `hurry`: does not wait for a load balancer.
   */
  stop(how: { readonly hurry: boolean }): Promise<void>;
}

/** What has started so far. */
interface Parts {
  log?: Log;
  tracing?: Tracing;
  data?: ServedData;
  listening?: Listening;
  app?: RunningApp;
  isStopping?: boolean;
}

/** Starts at once; `ready` says when the server serves. */
export function start(env: Environment): Running {
  const parts: Parts = {};
  return {
    ready: open(env, parts),
    stop: async (how) => {
      parts.isStopping = true;
      parts.log?.draining();
      await parts.listening?.close(how);
      await parts.app?.close();
      await Promise.all([parts.data?.close(), parts.tracing?.close()]);
      await outputFlushed();
    },
  };
}

async function open(env: Environment, parts: Parts): Promise<void> {
  const settings = readConfig(env);
  const log = createLog({ level: settings.logLevel });
  parts.log = log;
  for (const name of unknownSettings(env)) log.warning(`${name}: there is no such setting; it is ignored`);
  const tracing = await openTracing(settings.otlpEndpoint, { warn: log.warning });
  parts.tracing = tracing;
  const data = await namePort('SANDBOX_PORTS', openData(settings, env));
  parts.data = data;
  const { config, nowMs } = data;
  const app = createApp(config, { clock, random: Math.random, log, tracing, nowMs });
  // A promise that nobody awaits is a bug, but other requests go on.
  process.on('unhandledRejection', app.telemetry.internalError);
  const { rejected } = app.telemetry;
  const listening = await namePort('PORT', listen(config.host, config.port, { rejected }));
  parts.listening = listening;
  const running = await app.start();
  parts.app = running;
  // The sandbox would need longer, and keeps all of its data.
  if (!config.sandbox) releaseStartMemory();
  if (parts.isStopping) return;
  listening.serve(running.handler);
  const from = config.sandbox ? 'sandbox' : namesOf(config.sources) || 'no source is configured';
  process.stdout.write(`teamgraph is ready at ${listening.url} (data: ${from})\n`);
}

/** Rejects with an Error that names the setting where another process listens on the port. */
async function namePort<Started>(setting: string, starting: Promise<Started>): Promise<Started> {
  return starting.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`${setting}: the port is taken; set another one, or 0 for any that is free`);
  });
}

function namesOf(configured: object): string {
  return SOURCES.map((source) => source.toLowerCase())
    .filter((name) => name in configured)
    .join(', ');
}
