/** Writes the latest tables into `docs/performance.md`, between two marks for each benchmark. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

const PAGE = new URL('../../docs/performance.md', import.meta.url);
const END = '<!-- end -->\n';

/** `command` is the one that begins the marks. */
export function writePage(command: string, text: string): void {
  const begin = `<!-- begin: ${command} -->\n`;
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = page.split(begin);
  const end = rest?.indexOf(END) ?? -1;
  if (rest === undefined || end === -1) throw new Error(`docs/performance.md has lost the marks of ${command}`);
  writeFileSync(PAGE, `${before}${begin}\n${text}\n${rest.slice(end)}`);
}

export interface RunFacts {
  /** The name of the benchmark. */
  readonly name: string;
  readonly startedAt: Date;
  /** Of the last minute before the run. */
  readonly load: number;
  readonly isPinned: boolean;
  readonly rounds: number;
}

/** When, where, by which command and with what it was measured, in two sentences. */
export function describeRun({ name, startedAt, load, isPinned, rounds }: RunFacts): string {
  const cores = cpus();
  const model = cores[0]?.model.trim() || process.arch;
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const placed = isPinned ? 'the server on a core of its own' : 'the processes wherever the system placed them';
  const day = startedAt.toISOString().slice(0, 10);
  const command = ['npm run bench --', name, ...process.argv.slice(2)].join(' ');
  return `Measured on ${day} by \`${command}\` with Node ${process.versions.node} on ${cores.length} cores (${model}, ${memory}), ${placed}, in ${rounds} rounds. The load average of the machine was ${load.toFixed(1)} before the run; above 0.5, the figures are rough.`;
}
