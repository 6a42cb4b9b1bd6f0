/** `npm run bench -- NAME [OPTION...]`: runs a benchmark of `bench/`, by default the comparison; `--help` lists them. */
import { fileURLToPath } from 'node:url';
import { listBenches, summaryOf } from './benches.ts';

const DEFAULT = 'compare';
const [name = DEFAULT, ...args] = process.argv.slice(2);
if (name === '--help' || name === '-h') process.stdout.write(helpOfAll());
else if (listBenches().includes(name)) await run(name, args);
else {
  process.stderr.write(`npm run bench: there is no benchmark ${JSON.stringify(name)}; --help lists them\n`);
  process.exitCode = 1;
}

/** As if the benchmark had been started itself. */
async function run(name: string, args: readonly string[]): Promise<void> {
  const file = new URL(`../bench/${name}.ts`, import.meta.url);
  process.argv.splice(1, Number.POSITIVE_INFINITY, fileURLToPath(file), ...args);
  await import(file.href);
}

function helpOfAll(): string {
  const names = listBenches();
  const width = Math.max(...names.map((one) => one.length));
  const lines = names.map((one) => `  ${one.padEnd(width)}  ${summaryOf(one)}\n`);
  return `Runs a benchmark, without NAME ${DEFAULT}.\n\n  npm run bench -- NAME [OPTION...]\n\n${lines.join('')}\nnpm run bench -- NAME --help shows the options of one.\n`;
}
