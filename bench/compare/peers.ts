/** Installs the packages of the peers, which the project itself does not need. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('peers/', import.meta.url);
const LOCKFILE = new URL('package-lock.json', FOLDER);
/** The lockfile that the installed packages were made from. */
const STAMP = new URL('node_modules/.lockfile', FOLDER);

/** Does nothing where they are there. Throws an Error with the output of npm where it fails. */
export function installPeers(progress: (step: string) => void): void {
  const lockfile = readFileSync(LOCKFILE, 'utf8');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockfile) return;
  progress('install the peers');
  const { status, stdout, stderr } = spawnSync('npm', ['ci', '--ignore-scripts', '--loglevel=error'], {
    cwd: fileURLToPath(FOLDER),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm ci in bench/compare/peers failed: ${stdout}${stderr}`);
  writeFileSync(STAMP, lockfile);
}
