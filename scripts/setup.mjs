// Brings along what `npm start` and `npm test` need, where it is missing or out of date: the packages of the lockfile
// (Node 24 among them) and the built GraphiQL page. Runs on whatever Node is there, before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a step unless its result was made from these very files. */
function step({ what, result, madeFrom, command }) {
  const stamp = join(root, 'node_modules', '.setup', what.replaceAll(' ', '-'));
  const inputs = fingerprint(madeFrom);
  if (existsSync(join(root, result)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return;
  process.stdout.write(`setup: ${what} ...\n`);
  const { status, stdout, stderr } = spawnSync(command, { cwd: root, shell: true, encoding: 'utf8' });
  if (status !== 0) {
    process.stderr.write(`${stdout}${stderr}\nsetup: ${what} failed: ${command}\n`);
    process.exit(1);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, inputs);
}

function fingerprint(paths) {
  const hash = createHash('sha256');
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
  result: 'node_modules/.package-lock.json',
  madeFrom: ['package-lock.json'],
  command: 'npm ci --no-audit --no-fund --loglevel=error',
});
step({
  what: 'building GraphiQL',
  result: 'graphiql/dist/index.html',
  madeFrom: ['graphiql', 'package-lock.json'],
  command: 'npm run build --workspace graphiql --loglevel=error',
});
