/**
 * Brings what every command needs, where it is missing or out of date: the packages of the lockfile (Node 24 among them) and
 * the built GraphiQL page. Runs on any Node from 20, before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Prints a line for each step that it runs. Ends the process with code 1 and the output of the step where a step fails. */
export function setUp() {
  step({
    what: 'installing packages',
    // An installation for production leaves out vite.
    results: ['node_modules/.package-lock.json', 'node_modules/.bin/vite'],
    madeFrom: ['package-lock.json'],
    // With NODE_ENV=production too: the page is built here, and Node 24 is an optional package.
    command: 'npm ci --include=dev --include=optional --no-audit --no-fund --loglevel=error',
  });
  step({
    what: 'building GraphiQL',
    results: ['graphiql/dist/index.html'],
    madeFrom: ['graphiql', 'package-lock.json'],
    command: 'npm run build --workspace graphiql --loglevel=error',
  });
}

/** Runs a step unless its results exist and were made from the same files by the same command. */
function step({ what, results, madeFrom, command }) {
  const stamp = join(root, 'node_modules', '.setup', what.replaceAll(' ', '-'));
  const inputs = fingerprint(madeFrom, command);
  const isDone = results.every((result) => existsSync(join(root, result))) && existsSync(stamp);
  if (isDone && readFileSync(stamp, 'utf8') === inputs) return;
  process.stdout.write(`setup: ${what} ...\n`);
  const { status, stdout, stderr } = spawnSync(command, { cwd: root, shell: true, encoding: 'utf8' });
  if (status !== 0) {
    process.stderr.write(`${stdout}${stderr}\nsetup: ${what} failed: ${command}\n`);
    process.exit(1);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, inputs);
}

function fingerprint(paths, command) {
  const hash = createHash('sha256').update(command);
  for (const file of paths.flatMap(filesIn)) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function filesIn(path) {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .filter((name) => name !== 'dist' && name !== 'node_modules')
    .flatMap((name) => filesIn(join(path, name)));
}
