/** A process whose standard output is a pipe without a reader. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { FROZEN_NOW } from '../../../sandbox/index.ts';
import { listen } from '../../../src/server/http/listen.ts';
import { MAIN, NODE } from '../../support/process.ts';

/** Their lines are several times what may wait for a reader. */
const REQUESTS = 12_000;
const CLIENTS = 8;

let end = async (): Promise<void> => {};
afterEach(() => end());

async function freePort(): Promise<number> {
  const listening = await listen('127.0.0.1', 0);
  await listening.close();
  return Number(new URL(listening.url).port);
}

async function startUnread() {
  const port = await freePort();
  const SANDBOX_NOW = FROZEN_NOW.toISOString();
  const env = { PATH: process.env.PATH, PORT: String(port), LOG_LEVEL: 'debug', TEAMGRAPH_SANDBOX: 'on', SANDBOX_NOW };
  const child = spawn(NODE, [MAIN], { cwd: import.meta.dirname, env });
  const exited = once(child, 'exit');
  end = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  const answers = () => get(port, new Agent()).catch(() => 0);
  await expect.poll(answers, { timeout: 20_000 }).toBe(200);
  return { child, port, exited };
}

function get(port: number, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const pending = request({ port, path: '/readyz', agent }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode));
    });
    pending.on('error', reject).end();
  });
}

/** Causes more lines than may wait; resolves with the answers. */
async function makeLines(port: number): Promise<void> {
  const clients = Array.from({ length: CLIENTS }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let n = 0; n < REQUESTS / CLIENTS; n++) expect(await get(port, agent)).toBe(200);
    agent.destroy();
  });
  await Promise.all(clients);
}

describe('a log without a reader', { timeout: 60_000 }, () => {
  it('keeps some thousand lines, and reports how many are missing once it is read', async () => {
    const { child, port } = await startUnread();
    await makeLines(port);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    const lines = () =>
      text
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line));
    const counted = (): number => {
      const missing = lines()
        .filter(({ event }) => event === 'dropped')
        .map((line) => line.lines);
      return lines().filter(({ event }) => event === 'request').length + missing.reduce((sum, count) => sum + count, 0);
    };
    await expect.poll(() => text, { timeout: 10_000 }).toContain('"event":"dropped"');
    expect(counted()).toBeGreaterThanOrEqual(REQUESTS);
    // What the process buffers, and what the system does.
    expect(text.length).toBeLessThan(1.5 * 1024 * 1024);
    expect(await get(port, new Agent())).toBe(200);
    await expect.poll(() => lines().at(-1)).toMatchObject({ event: 'request', path: 'health' });
  });

  it('does not keep the process from ending', async () => {
    const { child, port, exited } = await startUnread();
    await makeLines(port);
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    const socket = connect(port, '127.0.0.1');
    expect(await new Promise((resolve) => socket.once('error', (error) => resolve(Object(error).code)))).toBe(
      'ECONNREFUSED',
    );
  });
});
