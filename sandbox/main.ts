/** `npm run sandbox`: serves the three vendors until a signal stops them, and prints the settings that point a server at them. */
import { parseArgs } from 'node:util';
import { type Sandbox, startSandbox } from './index.ts';
import { readSandboxSettings } from './settings.ts';

const HELP = `Serves the three vendors of the sandbox, and prints the settings that point a server at them.

  npm run sandbox

  -h, --help  shows this

Its own settings begin with SANDBOX_ and are read from the environment and from .env; docs/settings.md lists them.
`;

if (asksForHelp()) {
  process.stdout.write(HELP);
  process.exit(0);
}
const sandbox = await start();
for (const [name, value] of Object.entries(sandbox.settings)) console.log(`${name}=${value}`);
console.log(
  `The sandbox is up: three vendors, one invented team, and it is ${sandbox.now.toISOString()}. Ctrl+C stops it.`,
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // npm forwards a signal that the whole process group gets, so that it arrives twice.
  process.on(signal, async () => {
    await sandbox.close();
    process.exit(0);
  });
}

function asksForHelp(): boolean {
  try {
    return parseArgs({ options: { help: { type: 'boolean', short: 'h' } } }).values.help === true;
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    fail(`npm run sandbox: ${sentence}; --help shows what it takes`);
  }
}

async function start(): Promise<Sandbox> {
  try {
    loadEnvFile();
    return await startSandbox(readSandboxSettings(process.env));
  } catch (error) {
    fail((error as Error).message);
  }
}

/** Throws an Error of one line where `.env` exists and cannot be read. */
function loadEnvFile(): void {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new Error(`.env: the file cannot be read (${code})`);
  }
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
