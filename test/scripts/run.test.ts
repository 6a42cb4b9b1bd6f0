/** The launcher of every command, in a project that is set up already, with a Node that seems older or newer. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readText } from '../support/docs.ts';

const SCRIPTS = fileURLToPath(new URL('../../scripts/', import.meta.url));
const SETUP = "export function setUp() { process.stdout.write('set up\\n'); }\n";
/** Says how it was started, echoes signals, and ends with the code that it is told. */
const COMMAND = `
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => console.log('got', signal));
process.stdin.on('data', (text) => (String(text) === 'die' ? process.kill(process.pid, 'SIGKILL') : process.exit(Number(text))));
console.log(JSON.stringify([process.argv.slice(1), process.pid]));
`;
const OLD_NODE = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.5.1' } });\n";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'teamgraph-run-'));
  mkdirSync(join(folder, 'scripts'));
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  cpSync(join(SCRIPTS, 'run.mjs'), join(folder, 'scripts/run.mjs'));
  symlinkSync(process.execPath, join(folder, 'node_modules/.bin/node'));
  writeFileSync(join(folder, 'scripts/setup.mjs'), SETUP);
  writeFileSync(join(folder, 'command.mjs'), COMMAND);
  writeFileSync(join(folder, 'old-node.cjs'), OLD_NODE);
  writeFileSync(join(folder, 'package.json'), '{}');
});
afterEach(() => rmSync(folder, { recursive: true }));

function launch(isOld: boolean) {
  const preload = isOld ? ['--require', './old-node.cjs'] : [];
  const child = spawn(process.execPath, [...preload, 'scripts/run.mjs', 'command.mjs', 'one', '--two'], {
    cwd: folder,
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  return { child, output, exited: once(child, 'close') };
}

describe.each([
  ['a Node that is new enough', false],
  ['an older Node', true],
])('a command under %s', (_, isOld) => {
  async function start() {
    const { child, output, exited } = launch(isOld);
    await expect.poll(() => output.stdout).toMatch(/\]\n/);
    const [setUp, line = ''] = output.stdout.split('\n');
    expect(setUp).toBe('set up');
    const [argv, pid] = JSON.parse(line) as [string[], number];
    return { child, output, exited, argv, pid };
  }

  it('runs after the setup as if it had been started itself, and its exit code is that of the launcher', async () => {
    const { child, output, exited, argv, pid } = await start();
    expect(argv).toEqual([join(folder, 'command.mjs'), 'one', '--two']);
    expect(pid === child.pid).toBe(!isOld);
    child.stdin.end('7');
    expect(await exited).toEqual([7, null]);
    expect(output.stderr).toBe('');
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('gets a %s, and ends when it wants', async (signal) => {
    const { child, output, exited } = await start();
    child.kill(signal);
    await expect.poll(() => output.stdout).toContain(`got ${signal}`);
    child.stdin.end('0');
    expect(await exited).toEqual([0, null]);
  });

  it('that a signal ends, ends the launcher by the same signal', async () => {
    const { child, exited } = await start();
    child.stdin.end('die');
    expect(await exited).toEqual([null, 'SIGKILL']);
  });
});

describe('an older Node without a packaged one', () => {
  it.each([
    ['for this platform', {}, ''],
    ['that this platform can run', { [`node-${process.platform}-${process.arch}`]: '24.0.0' }, 'set up\n'],
  ])('%s ends with code 1 and one sentence', async (_, optionalDependencies, stdout) => {
    unlinkSync(join(folder, 'node_modules/.bin/node'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ optionalDependencies }));
    const { output, exited } = launch(true);
    expect(await exited).toEqual([1, null]);
    expect(output).toEqual({
      stdout,
      stderr: expect.stringMatching(/^teamgraph needs Node 24 or later: this is Node 22\.5\.1, and [^\n]+\.\n$/),
    });
  });
});

describe('the scripts of package.json', () => {
  const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };

  it('are few, and none is run by another', () => {
    expect(Object.keys(scripts).length).toBeLessThanOrEqual(12);
    expect(Object.keys(scripts).filter((name) => /^(pre|post)/.test(name))).toEqual([]);
  });

  it('say nothing that only a POSIX shell understands, but for the `exec` that exec.cmd gives to Windows', () => {
    const plain = Object.values(scripts).map((script) => script.replace(/^exec /, ''));
    expect(plain.filter((script) => !/^(node|biome|graphql-codegen) [\w ./-]+$/.test(script))).toEqual([]);
    expect(readText('exec.cmd')).toMatch(/^@%\*$/m);
  });
});
