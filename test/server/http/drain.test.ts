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

interface Answered {
  readonly status: number;
  readonly connection: string | undefined;
  readonly text: string;
}

function send(url: string, agent: Agent, path = '/graphql'): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(url);
    const isPost = path === '/graphql';
    const outgoing = ask(
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
    outgoing.on('error', reject);
    outgoing.end(isPost ? BODY : '');
  });
}

/** Sends request after request on one connection, until the server closes it or accepts no new one. */
async function client(url: string, until: AbortSignal): Promise<{ answers: Answered[]; errors: string[] }> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const answers: Answered[] = [];
  const errors: string[] = [];
  while (!until.aborted) {
    try {
      answers.push(await send(url, agent));
    } catch (error) {
      errors.push((error as NodeJS.ErrnoException).code ?? String(error));
      break;
    }
    await wait(1);
  }
  agent.destroy();
  return { answers, errors };
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
      .poll(async () => (await send(url, new Agent(), '/readyz')).status, { interval: 20, timeout: 3_000 })
      .toBe(503);
    const exited = await main.exited;
    over.abort();
    const results = await Promise.all(clients);
    expect(exited).toEqual([0, null]);
    const answers = results.flatMap((result) => result.answers);
    expect(answers.length).toBeGreaterThan(CLIENTS * 10);
    for (const { status, text } of answers) expect([status, text]).toEqual([200, '{"data":{"__typename":"Query"}}\n']);
    for (const { answers: own } of results) {
      const last = own.at(-1);
      expect(last?.connection).toBe('close');
    }
    // After the port has closed no client connects; every client that did connect has its answers.
    expect(new Set(results.flatMap(({ errors }) => errors))).toEqual(new Set(['ECONNREFUSED']));
    expect(main.output.stderr).toBe('');
  });
});
