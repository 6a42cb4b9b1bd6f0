/** How a command reads its arguments, and what every command says to `--help` and to an option that it does not have. */
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/arguments.ts';
import { readText } from '../support/docs.ts';
import { runScript } from '../support/process.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BENCHES = globSync('bench/*.ts', { cwd: ROOT })
  .map((file) => basename(file, '.ts'))
  .sort();
const COMMANDS: readonly (readonly [name: string, file: string])[] = [
  ['npm start', 'src/main.ts'],
  ['npm run sandbox', 'sandbox/main.ts'],
  ['npm run people', 'src/cli/people.ts'],
  ['npm run token', 'src/cli/token.ts'],
  ['npm run documents', 'src/cli/documents.ts'],
  ['npm test', 'scripts/test.ts'],
  ...BENCHES.map((name) => [`npm run bench -- ${name}`, `bench/${name}.ts`] as const),
];
const run = (file: string, ...args: string[]) => runScript(`${ROOT}${file}`, args);

describe.each(COMMANDS)('%s', (name, file) => {
  it.each(['--help', '-h'])('says with %s what it takes', async (help) => {
    const { code, stdout, stderr } = await run(file, help);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[A-Z][^\n]+[.:]?\n/);
    expect(stdout).toContain(`\n  ${name}`);
    expect(stdout).toMatch(/^ {2}-h, --help +shows this$/m);
  });

  it('ends with code 1 and one line for an option that it does not have', async () => {
    expect(await run(file, '--shoes')).toEqual({
      code: 1,
      stdout: '',
      stderr: `${name}: Unknown option '--shoes'; --help shows what it takes\n`,
    });
  });
});

describe('npm run bench', () => {
  const bench = (...args: string[]) => run('scripts/bench.ts', ...args);

  it.each([[['--help']], [['-h']]])('with %j lists each benchmark with a sentence', async (args) => {
    const { code, stdout, stderr } = await bench(...args);
    expect([code, stderr]).toEqual([0, '']);
    const listed = [...stdout.matchAll(/^ {2}([\w-]+) {2,}[A-Z].*\.$/gm)].map(([, name]) => name);
    expect(listed).toEqual(BENCHES);
    expect(stdout).toMatch(/^Runs a benchmark, without NAME compare\.\n/);
  });

  it('runs one by name, with its options', async () => {
    const [through, direct] = await Promise.all([
      bench('rate-limits', '--help'),
      run('bench/rate-limits.ts', '--help'),
    ]);
    expect(through).toEqual(direct);
    expect((await bench('rate-limits', '--hours', 'two')).stderr).toBe(
      'npm run bench -- rate-limits: --hours: expected a number of 0.05 or more, not "two"; --help shows what it takes\n',
    );
  });

  it.each(['shoes', '../src/main', '--shoes'])('ends with code 1 and one line for %s', async (name) => {
    const stderr = `npm run bench: there is no benchmark ${JSON.stringify(name)}; --help lists them\n`;
    expect(await bench(name)).toEqual({ code: 1, stdout: '', stderr });
  });
});

describe('npm start -- --version', () => {
  it('prints the version, and starts nothing', async () => {
    const stdout = `${JSON.parse(readText('package.json')).version}\n`;
    expect(await run('src/main.ts', '--version')).toEqual({ code: 0, stdout, stderr: '' });
  });
});

describe('the arguments of a command', () => {
  const COMMAND = {
    name: 'npm run thing',
    about: 'Does a thing.',
    operands: { '[FILE...]': 'files' },
    options: {
      all: { type: 'flag', about: 'all of it' },
      from: { type: 'text', value: 'DAY', about: 'the first day' },
      count: { type: 'number', default: 3, least: 1, about: 'how many' },
      redis: { type: 'choice', of: ['on', 'off'], default: 'on', about: 'the switch' },
    },
  } as const;

  it('have the types of their options, and defaults', () => {
    const given = ['a', '--all', '--from', 'today', '--count=2.5', '--redis', 'off', '--', '-b'];
    expect(parseArguments(COMMAND, given)).toEqual({
      values: { all: true, from: 'today', count: 2.5, redis: 'off' },
      operands: ['a', '-b'],
    });
    expect(parseArguments(COMMAND, [])).toEqual({
      values: { all: false, from: undefined, count: 3, redis: 'on' },
      operands: [],
    });
  });

  it.each([
    [['--count', 'x'], '--count: expected a number of 1 or more, not "x"'],
    [['--count='], '--count: expected a number of 1 or more, not ""'],
    [['--count', '0'], '--count: expected a number of 1 or more, not "0"'],
    [['--count', 'Infinity'], '--count: expected a number of 1 or more, not "Infinity"'],
    [['--redis', 'maybe'], '--redis: expected on, off, not "maybe"'],
    [['--all=yes'], "Option '--all' does not take an argument"],
    [['--from', '--all'], "Option '--from' argument is ambiguous"],
    [['--from'], "Option '--from <value>' argument missing"],
    [['-x'], "Unknown option '-x'"],
  ])('are refused in one line: %j', (args, message) => {
    expect(() => parseArguments(COMMAND, args)).toThrow(new Error(message));
  });

  it('are none where the command takes none', () => {
    expect(() => parseArguments({ name: 'npm start', about: '' }, ['a'])).toThrow(new Error("Unexpected argument 'a'"));
  });
});
