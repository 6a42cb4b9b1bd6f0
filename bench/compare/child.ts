/** A child process of the comparison, which answers each message with one message. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { NODE } from '../../test/support/process.ts';
import { startOn } from './cores.ts';

export interface Child {
  /** Sends a message and resolves with the next one that comes back. Rejects where the process has ended. */
  ask<Answer>(message: unknown): Promise<Answer>;
  /** The next message. */
  next<Answer>(): Promise<Answer>;
  /** Resolves with the first group of the pattern, when the process has printed it. Rejects where the process ends before. */
  printed(pattern: RegExp): Promise<string>;
  /** Sends SIGINT, and resolves when it has ended. */
  stop(): Promise<void>;
  end(): Promise<void>;
}

export interface Start {
  readonly script: URL;
  readonly core: number | undefined;
  readonly env?: Readonly<Record<string, string>>;
  /** Options of node. */
  readonly options?: readonly string[];
}

/** A folder without an .env file. */
const HERE = fileURLToPath(new URL('.', import.meta.url));

export function startChild({ script, core, env = {}, options = [] }: Start): Child {
  const [command = NODE, ...args] = startOn(core, [NODE, ...options, fileURLToPath(script)]);
  const child = spawn(command, args, {
    cwd: HERE,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  }) as ChildProcessByStdio<null, Readable, Readable>;
  const output = { stdout: '', stderr: '' };
  const exited = once(child, 'close');
  const failed = exited.then(() => {
    throw new Error(`${script.pathname} ended: ${output.stderr || output.stdout}`);
  });
  failed.catch(() => {});
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  const keepOutput = (text: string) => {
    output.stdout += text;
  };
  child.stdout.setEncoding('utf8').on('data', keepOutput);

  const next = async <Answer>(): Promise<Answer> => {
    const [message] = await Promise.race([once(child, 'message'), failed]);
    return message;
  };
  return {
    next,
    ask: (message) => {
      const answer = next();
      child.send(message as object);
      return answer as never;
    },
    printed: async (pattern) => {
      for (;;) {
        const [, found] = pattern.exec(output.stdout) ?? [];
        if (found !== undefined) {
          // A server may write a log; it is read, and dropped.
          child.stdout.off('data', keepOutput).resume();
          return found;
        }
        await Promise.race([once(child.stdout, 'data'), failed]);
      }
    },
    stop: async () => {
      child.kill('SIGINT');
      await exited;
    },
    end: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
