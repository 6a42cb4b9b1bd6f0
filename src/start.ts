/** Starts teamgraph: reads the settings, builds the parts, listens; and stops what there is of it when told to. */
import { type Environment, readConfig, unknownSettings } from './config/config.ts';
import { type Data, prepareData } from './data.ts';
import { SOURCES } from './errors.ts';
import { createCallerRateLimits } from './server/auth/caller-rate-limits.ts';
import { readManifests } from './server/documents/manifest.ts';
import { type Listening, listen } from './server/http/listen.ts';
import { createListener } from './server/index.ts';
import { createLog, type Log, outputTaken } from './server/telemetry/log.ts';
import { createMetrics } from './server/telemetry/metrics.ts';
import { createTelemetry } from './server/telemetry/telemetry.ts';
import { openTracing, type Tracing } from './server/telemetry/tracing.ts';
import { systemClock as clock } from './time/clock.ts';

export interface Running {
  /** Resolves when it serves; rejects with an Error of one line where it cannot. */
  readonly ready: Promise<void>;
  /** Stops what has been started by then, and resolves when the log has been taken, or nobody takes it. */
  stop(how: { readonly hurry: boolean }): Promise<void>;
}

/** What has been started so far. */
interface Parts {
  log?: Log;
  tracing?: Tracing;
  listening?: Listening;
  data?: Data;
  isStopping?: boolean;
}

export function start(env: Environment): Running {
  const parts: Parts = {};
  return {
    ready: open(env, parts),
    stop: async (how) => {
      parts.isStopping = true;
      parts.log?.draining();
      await parts.listening?.close(how);
      await Promise.all([parts.data?.close(), parts.tracing?.close()]);
      await outputTaken();
    },
  };
}

async function open(env: Environment, parts: Parts): Promise<void> {
  const config = readConfig(env);
  const log = createLog({ level: config.logLevel });
  parts.log = log;
  for (const name of unknownSettings(env)) log.warning(`${name}: there is no such setting; it is ignored`);
  const metrics = createMetrics();
  const tracing = await openTracing(config.otlpEndpoint, { warn: log.warning });
  parts.tracing = tracing;
  const watch = createTelemetry({ log, metrics, tracing, clock });
  // A promise that nobody waits for is a bug, and no reason to leave everybody else without an answer.
  process.on('unhandledRejection', watch.internalError);
  const callerLimits = createCallerRateLimits(config.callerLimits, clock);
  const manifest = readManifests(config.trustedDocuments.files);
  const openData = prepareData(config, env, { warn: log.warning, watch: watch.call, admit: callerLimits.calls });
  const listening = await orTaken('PORT', listen(config.host, config.port, { refused: watch.refused }));
  parts.listening = listening;
  const data = await orTaken('SANDBOX_PORTS', openData());
  parts.data = data;
  const listener = await createListener({
    ...config,
    ...data,
    peopleFile: data.peopleFile,
    clock,
    metrics,
    watch,
    callerLimits,
    manifest,
    warn: log.warning,
  });
  if (parts.isStopping) return;
  listening.serve(listener);
  const { configured } = data.sources;
  const named = SOURCES.filter((source) => configured.has(source)).map((source) => source.toLowerCase());
  const from = config.sandbox ? 'sandbox' : named.join(', ') || 'no source is configured';
  process.stdout.write(`teamgraph is ready at ${listening.url} (data: ${from})\n`);
}

/** Names the setting of a port that somebody else has. */
async function orTaken<Started>(setting: string, starting: Promise<Started>): Promise<Started> {
  return starting.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`${setting}: the port is taken; set another one, or 0 for any that is free`);
  });
}
