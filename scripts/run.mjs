/**
 * `node scripts/run.mjs FILE [ARGUMENT...]`: sets the project up and runs FILE under Node 24, as if FILE had been started.
 * Needs no package, and itself runs on any Node from 20.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setUp } from './setup.mjs';

const OLDEST_NODE = 24;
const root = fileURLToPath(new URL('..', import.meta.url));
const installedNode = join(root, 'node_modules', '.bin', 'node');
const isNodeNewEnough = Number.parseInt(process.versions.node, 10) >= OLDEST_NODE;

process.argv.splice(1, 2, resolve(process.argv[2]));
if (!isNodeNewEnough && !existsSync(installedNode) && !isNodePackaged()) endForOldNode();
setUp();
if (isNodeNewEnough) await import(pathToFileURL(process.argv[1]));
else runUnderInstalledNode();

/** Whether the packages bring Node for this platform. */
function isNodePackaged() {
  const { optionalDependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return `node-${process.platform}-${process.arch}` in optionalDependencies;
}

function endForOldNode() {
  process.stderr.write(
    `teamgraph needs Node ${OLDEST_NODE} or later: this is Node ${process.versions.node}, and no packaged Node runs on this platform (${process.platform}-${process.arch}).\n`,
  );
  process.exit(1);
}

/** Passes signals on to the process, and ends as it ends. */
function runUnderInstalledNode() {
  const child = spawn(installedNode, process.argv.slice(1), { stdio: 'inherit' });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  // The packaged Node is missing, or was built for another C library.
  child.once('error', endForOldNode);
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    for (const one of signals) process.removeAllListeners(one);
    process.kill(process.pid, signal);
  });
}
