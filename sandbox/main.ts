// `npm run sandbox`: the three vendors alone, until they are told to stop. Prints the settings that point a server at them.

import { loadEnvFile } from '../src/config/env-file.ts';
import { type Sandbox, startSandbox } from './index.ts';
import { readSandboxSettings } from './settings.ts';

async function start(): Promise<Sandbox> {
  try {
    loadEnvFile();
    return await startSandbox(readSandboxSettings(process.env));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

const sandbox = await start();
for (const [name, value] of Object.entries(sandbox.settings)) console.log(`${name}=${value}`);
console.log(
  `The sandbox is up: three vendors, one invented team, and it is ${sandbox.now.toISOString()}. Ctrl+C stops it.`,
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await sandbox.close();
    process.exit(0);
  });
}
