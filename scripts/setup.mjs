// Brings along what `npm start` and `npm test` need, where it is missing or out of date: the packages of the lockfile
// (Node 24 among them) and the built GraphiQL page. Runs on whatever Node is there, before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a step unless its results are there and were made from these very files, by this very command. */
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

step({
  what: 'installing packages',
  // The second is one that an installation for production alone leaves out.
  results: ['node_modules/.package-lock.json', 'node_modules/.bin/vite'],
  madeFrom: ['package-lock.json'],
  // Also with NODE_ENV=production: the page is built here, and Node 24 is an optional package.
  command: 'npm ci --include=dev --include=optional --no-audit --no-fund --loglevel=error',
});
step({
  what: 'building GraphiQL',
  results: ['graphiql/dist/index.html'],
  madeFrom: ['graphiql', 'package-lock.json'],
  command: 'npm run build --workspace graphiql --loglevel=error',
});
