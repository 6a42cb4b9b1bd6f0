import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { QUIRKS } from '../../sandbox/index.ts';
import { readSandboxSettings } from '../../sandbox/settings.ts';
import { ask } from '../support/sandbox/start.ts';

const MAIN = new URL('../../sandbox/main.ts', import.meta.url).pathname;

function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], { cwd: import.meta.dirname, env: { PATH: process.env.PATH, ...env } });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  return { child, output, exited: once(child, 'close') };
}

describe('npm run sandbox', () => {
  it('prints the settings that reach it, and goes away on SIGTERM with 0', async () => {
    const { child, output, exited } = run({ SANDBOX_NOW: '2027-01-06T08:00:00Z', SANDBOX_QUIRKS: 'alo-paging' });
    await expect.poll(() => output.stdout, { timeout: 10_000 }).toContain('The sandbox is up');
    const lines = output.stdout.trimEnd().split('\n');
    const settings = Object.fromEntries(lines.slice(0, -1).map((line) => line.split('=')));
    const answer = await ask(`${settings.ALO_API_URL}/periods`, {
      headers: { authorization: `Bearer ${settings.ALO_API_KEY}` },
    });
    child.kill('SIGTERM');
    expect(Object.keys(settings)).toEqual([
      'CALCOM_API_URL',
      'CALCOM_API_KEY',
      'CALCOM_ORG_ID',
      'CALCOM_TEAM_ID',
      'ALO_API_URL',
      'ALO_API_KEY',
      'SALESHANDY_API_URL',
      'SALESHANDY_API_KEY',
    ]);
    expect(settings.CALCOM_API_KEY).toMatch(/^cal_/);
    expect(lines.at(-1)).toContain('2027-01-06T08:00:00.000Z');
    expect(answer.body).toMatchObject({ page: 1 });
    expect(await exited).toEqual([0, null]);
  });

  it('says in one line what is wrong with a setting, and exits with 1', async () => {
    const { output, exited } = run({ SANDBOX_SIZE: 'huge' });
    expect(await exited).toEqual([1, null]);
    expect(output).toEqual({ stdout: '', stderr: 'SANDBOX_SIZE is "huge"; expected small or large.\n' });
  });
});

describe('the settings', () => {
  it('are options, and left out where they are not set', () => {
    const options = readSandboxSettings({
      SANDBOX_SEED: '7',
      SANDBOX_NOW: '2027-01-06T08:00:00Z',
      SANDBOX_SIZE: 'large',
      SANDBOX_PEOPLE: '20',
      SANDBOX_ACTIONS: '0',
      SANDBOX_QUIRKS: 'alo-paging, calcom-old-server',
      SANDBOX_PORTS: '4101,4102,0',
    });
    expect(options).toEqual({
      seed: 7,
      now: new Date('2027-01-06T08:00:00.000Z'),
      size: 'large',
      dimensions: { people: 20, actions: 0 },
      quirks: ['alo-paging', 'calcom-old-server'],
      ports: { calcom: 4101, alo: 4102, saleshandy: 0 },
      perMinute: { calcom: 120 },
    });
    expect(readSandboxSettings({ SANDBOX_SEED: '' })).toEqual({ now: Date.now, perMinute: { calcom: 120 } });
  });

  it.each([
    ['SANDBOX_SEED', '-1'],
    ['SANDBOX_NOW', 'tomorrow'],
    ['SANDBOX_NOW', 'NOW'],
    ['SANDBOX_NOW', '2026-03-18'],
    ['SANDBOX_NOW', '2026-03-18T12:00:00'],
    ['SANDBOX_NOW', '2026-02-29T12:00:00Z'],
    ['SANDBOX_NOW', '1773835200000'],
    ['SANDBOX_SIZE', 'Large'],
    ['SANDBOX_PEOPLE', '2'],
    ['SANDBOX_PEOPLE', '3001'],
    ['SANDBOX_BOOKINGS', 'many'],
    ['SANDBOX_QUIRKS', 'alo-paging,alo-pagin'],
    ['SANDBOX_PORTS', '4101,4102'],
    ['SANDBOX_PORTS', '4101,4102,70000'],
  ])('%s=%s is refused by name', (name, value) => {
    expect(() => readSandboxSettings({ [name]: value })).toThrow(`${name} is "${value}"; expected `);
  });
});

describe('SANDBOX_NOW', () => {
  it.each([
    ['2026-03-18T12:00:00Z', '2026-03-18T12:00:00.000Z'],
    ['2026-03-18T12:00Z', '2026-03-18T12:00:00.000Z'],
    ['2024-02-29T00:30:00.5+05:30', '2024-02-28T19:00:00.500Z'],
  ])('%s freezes the time', (text, instant) => {
    expect(readSandboxSettings({ SANDBOX_NOW: text }).now).toEqual(new Date(instant));
  });

  it('now, like no setting, lets the time pass', () => {
    expect(readSandboxSettings({ SANDBOX_NOW: 'now' }).now).toBe(Date.now);
    expect(readSandboxSettings({}).now).toBe(Date.now);
  });
});

describe('every quirk', () => {
  const read = (folder: URL): string =>
    readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => name !== 'quirks.ts')
      .map((entry) =>
        entry.isDirectory()
          ? read(new URL(`${entry.name}/`, folder))
          : readFileSync(new URL(entry.name, folder), 'utf8'),
      )
      .join('\n');
  const sources = read(new URL('../../sandbox/', import.meta.url));
  const tests = read(new URL('./', import.meta.url));

  it.each(QUIRKS.map(({ name }) => name))('%s has an effect, and a test', (name) => {
    expect(sources).toContain(`quirks.has('${name}')`);
    expect(tests).toMatch(new RegExp(`['( ]${name}[' ,]`));
  });
});
