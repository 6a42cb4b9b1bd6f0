/** The process: takes signals from its first moment on, reads the environment, and starts the server. */
import { loadEnvFile } from './config/env-file.ts';
import type { Running } from './start.ts';

let running: Running | undefined;
let isStopping = false;

async function stop(signal: NodeJS.Signals): Promise<void> {
  // Where a whole process group is told to stop, npm tells it as well: said twice it is no news.
  if (isStopping) return;
  isStopping = true;
  // Whoever presses Ctrl-C has no balancer in front that must first see that the server is not ready.
  await running?.stop({ hurry: signal === 'SIGINT' });
  // A log that nobody reads would keep the process.
  process.exit(0);
}

function refuse(error: Error): void {
  if (isStopping) return;
  process.stderr.write(`teamgraph cannot start: ${error.message}\n`);
  process.exit(1);
}

process.on('SIGINT', stop);
process.on('SIGTERM', stop);
// The terminal went away; those who are served did not.
process.on('SIGHUP', () => {});

try {
  loadEnvFile();
  // Only now, for it takes most of the start: a signal meanwhile is taken by the lines above.
  const { start } = await import('./start.ts');
  running = start(process.env);
  await running.ready;
} catch (error) {
  refuse(error as Error);
}
