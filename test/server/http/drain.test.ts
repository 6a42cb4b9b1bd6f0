/** Graceful shutdown while clients keep sending requests. */
import { Agent, request as ask } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type Main, startMain } from '../../support/process.ts';

const CLIENTS = 50;
const BODY = JSON.stringify({ query: '{ __typename }' });

const running: Main[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((main) => main.end()));
});

interface Told {
  readonly status: number;
  readonly connection: string | undefined;
  readonly text: string;
}

function tell(url: string, agent: Agent, path = '/graphql'): Promise<Told> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(url);
    const isPost = path === '/graphql';
    const asking = ask(
      {
        port,
        path,
        agent,
        method: isPost ? 'POST' : 'GET',
        headers: isPost ? { 'content-type': 'application/json' } : {},
      },
      async (response) => {
        const chunks = await response.toArray().catch(reject);
        const text = Buffer.concat(chunks ?? []).toString();
        resolve({ status: response.statusCode ?? 0, connection: response.headers.connection, text });
      },
    );
    asking.on('error', reject);
    asking.end(isPost ? BODY : '');
  });
}

/** Sends request after request on one connection, until the server closes it or accepts no new one. */
async function client(url: string, until: AbortSignal): Promise<{ told: Told[]; errors: string[] }> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const told: Told[] = [];
  const errors: string[] = [];
  while (!until.aborted) {
    try {
      told.push(await tell(url, agent));
    } catch (error) {
      errors.push((error as NodeJS.ErrnoException).code ?? String(error));
      break;
    }
    await wait(1);
  }
  agent.destroy();
  return { told, errors };
}

describe('SIGTERM', { timeout: 30_000 }, () => {
  it('leaves no request of connected clients unanswered, and announces the end of each connection', async () => {
    const main = startMain();
    running.push(main);
    const url = await main.ready();
    const over = new AbortController();
    const clients = Array.from({ length: CLIENTS }, () => client(url, over.signal));
    await wait(300);
    main.child.kill('SIGTERM');
    await expect
      .poll(async () => (await tell(url, new Agent(), '/readyz')).status, { interval: 20, timeout: 3_000 })
      .toBe(503);
    const exited = await main.exited;
    over.abort();
    const results = await Promise.all(clients);
    expect(exited).toEqual([0, null]);
    const told = results.flatMap((result) => result.told);
    expect(told.length).toBeGreaterThan(CLIENTS * 10);
    for (const { status, text } of told) expect([status, text]).toEqual([200, '{"data":{"__typename":"Query"}}\n']);
    for (const { told: own } of results) {
      const last = own.at(-1);
      expect(last?.connection).toBe('close');
    }
    // After the port has closed no client connects; every client that did connect has its answers.
    expect(new Set(results.flatMap(({ errors }) => errors))).toEqual(new Set(['ECONNREFUSED']));
    expect(main.output.stderr).toBe('');
  });
});
