/** Which core each process of the comparison gets, and how a process is kept there. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Cores {
  readonly server: number;
  readonly upstream: number;
  /** Of this process, which sends the requests. */
  readonly client: number;
}

/** Undefined where there are not two cores, or no `taskset`: then the system places the processes. */
export function planCores(): Cores | undefined {
  const allowed = allowedCores();
  const [upstream, second] = allowed;
  const server = allowed.at(-1);
  if (upstream === undefined || second === undefined || server === undefined) return undefined;
  if (spawnSync('taskset', ['--version']).status !== 0) return undefined;
  return { server, upstream, client: allowed.length > 2 ? second : upstream };
}

/** Keeps all threads of this process on a core. */
export function moveTo(core: number): void {
  spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(process.pid)]);
}

/** The command that starts another one on a core. */
export const startOn = (core: number | undefined, command: readonly string[]): readonly string[] =>
  core === undefined ? command : ['taskset', '--cpu-list', String(core), ...command];

function allowedCores(): readonly number[] {
  try {
    const [, list = ''] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return list.split(',').flatMap((part) => {
      const [first = 0, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
  } catch {
    return [];
  }
}
