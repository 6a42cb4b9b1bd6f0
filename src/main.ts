/** Starts teamgraph: reads the settings, builds the parts, listens, and stops when told to. */
import { readConfig } from './config.ts';
import { prepareData } from './data.ts';
import { SOURCES } from './errors.ts';
import { createListener } from './server/index.ts';
import { listen } from './server/listen.ts';
import { createMetrics } from './server/metrics.ts';
import { systemClock } from './upstream/clock.ts';

/** What is wrong with an error that no client may see: its kind and place. Its text may quote a key or a person. */
function logInternalError(error: unknown, id: string): void {
  const { name, stack = '' } = error instanceof Error ? error : new Error();
  const frames = stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .map((line) => line.trim());
  log('error', { id, name, frames });
}

function log(level: 'error' | 'warn', fields: object): void {
  process.stdout.write(`${JSON.stringify({ level, time: new Date().toISOString(), ...fields })}\n`);
}

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const metrics = createMetrics();
  const openData = prepareData(config, process.env, {
    warn: (message) => log('warn', { message }),
    onSent: metrics.sent,
  });
  const listening = await orTaken('PORT', listen(config.host, config.port));
  const data = await orTaken('SANDBOX_PORTS', openData());
  const { sources, peopleFile, nowMs } = data;
  listening.serve(
    await createListener({ ...config, clock: systemClock, metrics, sources, peopleFile, nowMs, logInternalError }),
  );

  const stop = async (): Promise<void> => {
    await listening.close();
    await data.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  const named = SOURCES.filter((source) => sources.configured.has(source)).map((source) => source.toLowerCase());
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
