/** Starts teamgraph: reads the settings, builds the parts, listens, and stops when told to. */
import { readConfig } from './config.ts';
import { prepareData } from './data.ts';
import { SOURCES } from './errors.ts';
import { createCallerLimits } from './server/auth/caller-limits.ts';
import { readManifests } from './server/documents/manifest.ts';
import { listen } from './server/door/listen.ts';
import { createListener } from './server/index.ts';
import { createLog } from './server/watching/log.ts';
import { createMetrics } from './server/watching/metrics.ts';
import { openTracing } from './server/watching/tracing.ts';
import { createWatch } from './server/watching/watch.ts';
import { systemClock as clock } from './upstream/clock.ts';

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog({ level: config.logLevel });
  const metrics = createMetrics();
  const tracing = await openTracing(config.otlpEndpoint, { warn: log.warning });
  const watch = createWatch({ log, metrics, tracing, clock });
  const callerLimits = createCallerLimits(config.callerLimits, clock);
  const manifest = readManifests(config.trustedDocuments.files);
  const openData = prepareData(config, process.env, {
    warn: log.warning,
    watch: watch.call,
    admit: callerLimits.calls,
  });
  const listening = await orTaken('PORT', listen(config.host, config.port, { refused: watch.refused }));
  const data = await orTaken('SANDBOX_PORTS', openData());
  listening.serve(
    await createListener({
      ...config,
      ...data,
      peopleFile: data.peopleFile,
      clock,
      metrics,
      watch,
      callerLimits,
      manifest,
      warn: log.warning,
    }),
  );

  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    log.draining();
    // Whoever presses Ctrl-C has no balancer in front that must first see that the server is not ready.
    await listening.close({ hurry: signal === 'SIGINT' });
    await Promise.all([data.close(), tracing.close()]);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

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

start().catch((error: Error) => {
  process.stderr.write(`teamgraph cannot start: ${error.message}\n`);
  process.exit(1);
});
