/** The benchmarks in `bench/`: their names, and what the doc comment that begins each file says of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Arguments, type Command, readArguments } from '../src/cli/arguments.ts';

const FOLDER = new URL('../bench/', import.meta.url);

/** Every benchmark by name. */
export function listBenches(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => basename(file, '.ts'))
    .sort();
}

/** The first sentence of a benchmark's doc comment, on one line. */
export function summaryOf(name: string): string {
  const about = aboutOf(name).replaceAll('\n', ' ');
  return /^.*?\.(?= |$)/.exec(about)?.[0] ?? about;
}

/** The arguments of a benchmark, by its `import.meta.url`. Its doc comment is its help. */
export function readBenchArguments<const Taken extends NonNullable<Command['options']>>(
  url: string,
  options: Taken,
): Arguments<Taken>['values'] {
  const name = basename(fileURLToPath(url), '.ts');
  return readArguments({ name: `npm run bench -- ${name}`, about: aboutOf(name), options }).values;
}

/** The text of the doc comment that begins the file. */
function aboutOf(name: string): string {
  const [, comment = ''] = /^\/\*\*(.*?)\*\//s.exec(readFileSync(new URL(`${name}.ts`, FOLDER), 'utf8')) ?? [];
  return comment.replaceAll(/^ \* ?/gm, '').trim();
}
