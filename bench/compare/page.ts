/** Writes the latest tables into `docs/performance.md`, between two marks. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

const PAGE = new URL('../../docs/performance.md', import.meta.url);
const BEGIN = '<!-- begin: npm run bench -- compare --write -->\n';
const END = '<!-- end -->\n';

export function writePage(text: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (after === undefined) throw new Error('docs/performance.md has lost the marks of its tables');
  writeFileSync(PAGE, `${before}${BEGIN}\n${text}\n${END}${after}`);
}

/** When, where and with what it was measured, in a sentence. */
export function describeRun(
  now: Date,
  { isPinned, rounds }: { readonly isPinned: boolean; readonly rounds: number },
): string {
  const cores = cpus();
  const model = cores[0]?.model.trim() || process.arch;
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const placed = isPinned ? 'the server on a core of its own' : 'the processes wherever the system placed them';
  return `Measured on ${now.toISOString().slice(0, 10)} with Node ${process.versions.node} on ${cores.length} cores (${model}, ${memory}), ${placed}, in ${rounds} rounds.`;
}
