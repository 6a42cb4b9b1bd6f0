/** The process: handles signals from its first moment on, reads its arguments and the environment, and starts the server. */
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { readArguments } from './cli/arguments.ts';
import { loadEnvFile } from './config/env-file.ts';
import type { Running } from './start.ts';

/** Compiled code, for the next start. Where the folder cannot be written, each start compiles. */
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/teamgraph', import.meta.url)));

let running: Running | undefined;
let isStopping = false;

process.on('SIGINT', stop);
process.on('SIGTERM', stop);
// The terminal is gone; the clients are not.
process.on('SIGHUP', () => {});

const { values } = readArguments({
  name: 'npm start',
  about: 'Starts the server. Settings are read from the environment and from .env; docs/settings.md lists them.',
  options: { version: { type: 'flag', about: 'prints the version' } },
});
if (values.version) {
  process.stdout.write(`${version()}\n`);
  process.exit(0);
}
try {
  loadEnvFile();
  // Imported late, because it takes most of the start: the handlers above already handle a signal meanwhile.
  const { start } = await import('./start.ts');
  running = start(process.env);
  await running.ready;
} catch (error) {
  failToStart(error as Error);
}

async function stop(signal: NodeJS.Signals): Promise<void> {
  // A signal to the whole process group arrives twice, because npm forwards it.
  if (isStopping) return;
  isStopping = true;
  // Behind Ctrl-C there is no load balancer that must first see that the server is not ready.
  await running?.stop({ hurry: signal === 'SIGINT' });
  // A log that nobody reads would keep the process alive.
  process.exit(0);
}

function failToStart(error: Error): void {
  if (isStopping) return;
  process.stderr.write(`teamgraph cannot start: ${error.message}\n`);
  process.exit(1);
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}
