/** The real server in a process of its own. */
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { FROZEN_NOW } from '../../sandbox/index.ts';

export const NODE = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
export const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const READY = /^teamgraph is ready at (\S+)/m;

export interface Main {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  /** Exit code and signal, after its last output. */
  readonly exited: Promise<[number | null, NodeJS.Signals | null]>;
  /** Waits for the ready line and returns its URL. */
  ready(): Promise<string>;
  /** Kills it. */
  end(): Promise<void>;
}

/** A folder without an .env file, so that a developer's own has no effect. */
const HERE = fileURLToPath(new URL('.', import.meta.url));

/** What every process gets unless its settings say otherwise. */
const DEFAULTS = { PATH: process.env.PATH ?? '', SANDBOX_NOW: FROZEN_NOW.toISOString() };

/** Starts `src/main.ts` with these settings and no others, on a free port and with a frozen sandbox unless they say otherwise. */
export function startMain(settings: Readonly<Record<string, string>> = {}, cwd = HERE): Main {
  const child = spawn(NODE, [MAIN], { cwd, env: { ...DEFAULTS, PORT: '0', ...settings } });
  const output = outputOf(child);
  const exited = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  return {
    child,
    output,
    exited,
    ready: () =>
      new Promise((resolve, reject) => {
        const look = () => {
          const url = READY.exec(output.stdout)?.[1];
          if (url !== undefined) resolve(url);
        };
        child.stdout.on('data', look);
        exited.then(() => reject(new Error(`it has exited: ${output.stderr}`)));
        look();
      }),
    end: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Runs a script of `src/` to its end, with these settings and no others, and with a frozen sandbox unless they say otherwise. */
export async function runScript(
  path: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(NODE, [path, ...args], { cwd: HERE, env: { ...DEFAULTS, ...settings } });
  const output = outputOf(child);
  const [code] = await once(child, 'close');
  return { code, ...output };
}

/** Its output so far. */
function outputOf({ stdout, stderr }: ChildProcessByStdio<null | Writable, Readable, Readable>): Main['output'] {
  const output = { stdout: '', stderr: '' };
  stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  return output;
}
