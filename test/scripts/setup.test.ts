/** What every command does first, in a small project of the same form, by the real npm and without a registry. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SETUP = fileURLToPath(new URL('../../scripts/setup.mjs', import.meta.url));
const FILES = {
  'package.json': {
    name: 'project',
    version: '1.0.0',
    private: true,
    workspaces: ['graphiql'],
    devDependencies: { vite: 'file:tools/vite' },
  },
  'graphiql/package.json': { name: 'graphiql', version: '1.0.0', private: true, scripts: { build: 'vite build' } },
  'tools/vite/package.json': { name: 'vite', version: '1.0.0', bin: 'vite.js' },
};
/** The builder is a package for development. */
const BUILDER = `#!/usr/bin/env node
require('node:fs').mkdirSync('dist', { recursive: true });
require('node:fs').writeFileSync('dist/index.html', 'built');
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'teamgraph-setup-'));
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(content));
  }
  writeFileSync(join(folder, 'tools/vite/vite.js'), BUILDER);
  chmodSync(join(folder, 'tools/vite/vite.js'), 0o755);
  mkdirSync(join(folder, 'scripts'));
  cpSync(SETUP, join(folder, 'scripts/setup.mjs'));
  expect(run('npm', ['install', '--package-lock-only', '--offline', '--no-audit', '--no-fund']).status).toBe(0);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The programs of this machine, and none of those that this project has installed. */
const PATH = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((entry) => !entry.includes('node_modules'))
  .join(delimiter);

const run = (command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH, HOME: folder, npm_config_offline: 'true', ...env },
  });
const setup = (env: Readonly<Record<string, string>> = {}) =>
  run('node', ['--input-type=module', '--eval', "import { setUp } from './scripts/setup.mjs'; setUp();"], env);
const isBuilt = () => existsSync(join(folder, 'graphiql/dist/index.html'));
const BOTH = 'setup: installing packages ...\nsetup: building GraphiQL ...\n';

describe('the setup of a fresh clone', { timeout: 60_000 }, () => {
  it.each([
    { NODE_ENV: 'production' },
    { NODE_ENV: 'production', npm_config_omit: 'dev' },
    { NODE_ENV: 'development' },
    {},
  ])('installs and builds with %j, once', (env) => {
    expect(setup(env as Record<string, string>)).toMatchObject({ status: 0, stdout: BOTH, stderr: '' });
    expect(isBuilt()).toBe(true);
    for (const NODE_ENV of ['production', 'test']) {
      expect(setup({ NODE_ENV })).toMatchObject({ status: 0, stdout: '', stderr: '' });
    }
  });

  it('installs again what an installation for production left out', () => {
    expect(setup().status).toBe(0);
    expect(run('npm', ['prune', '--omit=dev', '--offline']).status).toBe(0);
    expect(setup()).toMatchObject({ status: 0, stderr: '' });
    expect(existsSync(join(folder, 'node_modules/.bin/vite'))).toBe(true);
  });
});
