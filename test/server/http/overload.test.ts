/** Overload on real sockets. Each look at the clock lasts a millisecond, so the event loop of the server is never idle. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/time/clock.ts';
import { type Graph, startGraph } from '../../support/graph.ts';
import { sendRaw } from '../../support/raw-http.ts';

const TOKENS = { greedy: 'tg_greedy', quiet: 'tg_quiet' } as const;
type Caller = keyof typeof TOKENS;
const AUTH_TOKENS = Object.entries(TOKENS)
  .map(([name, token]) => `${name}:${createHash('sha256').update(token).digest('hex')}`)
  .join(',');
const BODY = JSON.stringify({ query: '{ periods(first: 1) { nodes { name } } }' });
const REJECTION = {
  errors: [
    {
      message: 'The server has too many requests to answer. Try again later.',
      extensions: { code: 'UNAVAILABLE', teamgraph: { retryAfterMs: 1_000 } },
    },
  ],
};
/** More than may wait, and more than may be in progress. */
const MANY = 130;

function busyClock() {
  let lookedAt = 0;
  return { ...systemClock, nowMs: () => systemClock.nowMs() + lookedAt++ };
}

interface Overloaded extends Graph {
  post(caller: Caller, init?: RequestInit): Promise<Response>;
  head(caller: Caller, ...headers: readonly string[]): string;
  /** Lets the waiting clients leave. */
  relieve(): Promise<void>;
}

const running: Overloaded[] = [];
afterEach(async () => {
  for (const graph of running.splice(0)) {
    await graph.relieve();
    await graph.close();
  }
});

/** A server whose greedy caller has filled the queue: its requests wait for ALO, which is silent. */
async function startOverloaded(): Promise<Overloaded> {
  const graph = await startGraph({ settings: { AUTH_TOKENS }, clock: busyClock() });
  const restore = graph.sandbox.alo.inject({ hang: true });
  const left = new AbortController();
  const headers = (caller: Caller) => ({
    'content-type': 'application/json',
    authorization: `Bearer ${TOKENS[caller]}`,
  });
  const post = (caller: Caller, init: RequestInit = {}) =>
    fetch(graph.url, { method: 'POST', body: BODY, headers: headers(caller), ...init });
  let rejected = 0;
  const held: Promise<unknown>[] = [];
  const hold = (): void => {
    const asking = post('greedy', { signal: left.signal }).then((response) => {
      if (response.status === 503) rejected++;
      return response.arrayBuffer();
    });
    held.push(asking.catch(() => {}));
  };
  for (let count = 0; count < MANY; count++) hold();
  while (rejected < 3) {
    hold();
    await wait(5);
  }
  const overloaded: Overloaded = {
    ...graph,
    post,
    head: (caller, ...more) =>
      ['POST /graphql HTTP/1.1', 'Host: localhost', `Authorization: Bearer ${TOKENS[caller]}`, ...more]
        .map((line) => `${line}\r\n`)
        .join(''),
    relieve: async () => {
      restore();
      left.abort();
      await Promise.all(held);
    },
  };
  running.push(overloaded);
  return overloaded;
}

describe('an overloaded server', () => {
  it('rejects a request with 503, Retry-After, a request id and JSON', async () => {
    const { post } = await startOverloaded();
    const response = await post('greedy', {
      headers: { authorization: `Bearer ${TOKENS.greedy}`, 'x-request-id': 'mine' },
    });
    expect(response.status).toBe(503);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'retry-after': '1',
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': 'mine',
    });
    expect(await response.json()).toEqual(REJECTION);
  });

  it('answers probes, metrics, preflights and files', async () => {
    const { url, log } = await startOverloaded();
    const { origin } = new URL(url);
    const authorization = `Bearer ${TOKENS.quiet}`;
    const statusOf = async (path: string, init: RequestInit = {}) => {
      const response = await fetch(`${origin}${path}`, { ...init, headers: { authorization, connection: 'close' } });
      return [response.status, await response.text()] as const;
    };
    expect(await statusOf('/healthz')).toEqual([200, '{"status":"ok"}']);
    expect((await statusOf('/readyz'))[0]).toBe(200);
    expect((await statusOf('/graphql', { method: 'OPTIONS' }))[0]).toBe(405);
    expect((await statusOf('/secret'))[0]).toBe(404);
    const [status, metrics] = await statusOf('/metrics');
    expect(status).toBe(200);
    expect(metrics).toMatch(/^teamgraph_http_rejected_requests_total\{reason="unavailable"\} [1-9]/m);
    expect(metrics).toMatch(/^teamgraph_http_requests_total\{path="graphql",status="5xx"\} [1-9]/m);
    expect(metrics).toMatch(/^teamgraph_errors_total\{code="UNAVAILABLE"\} [1-9]/m);
    const lines = log.map((line) => JSON.parse(line)).filter(({ event }) => event === 'overloaded');
    expect(lines).toEqual([{ level: 'warn', time: expect.any(String), event: 'overloaded', rejected: 1 }]);
    expect(log.filter((line) => line.includes('"status":503'))).toEqual([]);
  });

  it('still answers another caller', async () => {
    const { post } = await startOverloaded();
    const body = JSON.stringify({ query: '{ __typename }' });
    const response = await post('quiet', { body });
    expect([response.status, await response.json()]).toEqual([200, { data: { __typename: 'Query' } }]);
  });

  it('answers everybody when the load is over', async () => {
    const { post, relieve } = await startOverloaded();
    await relieve();
    const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await post('greedy')).status));
    expect(statuses).toEqual(Array.from({ length: 20 }, () => 200));
  });
});

describe('the connection of a rejected request', () => {
  it('can be used again after a small body', async () => {
    const { url, head } = await startOverloaded();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    const request = `${head('greedy', 'Content-Type: application/json', `Content-Length: ${BODY.length}`)}\r\n${BODY}`;
    const rejections: string[] = [];
    for (let count = 0; count < 3; count++) {
      socket.write(request);
      const [chunk] = await once(socket, 'data');
      rejections.push(String(chunk));
    }
    socket.destroy();
    for (const rejection of rejections) {
      expect(rejection).toMatch(/^HTTP\/1\.1 503 /);
      expect(rejection).not.toMatch(/connection: close/i);
    }
  });

  it.each([
    ['a large body', 'Content-Length: 200000'],
    ['a body in chunks', 'Transfer-Encoding: chunked'],
  ])('ends with %s, of which nothing is awaited', async (_, header) => {
    const { url, head } = await startOverloaded();
    const { text } = await sendRaw(url, `${head('greedy', 'Content-Type: application/json', header)}\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 503 /);
    expect(text).toMatch(/connection: close/i);
    expect(text).toContain('"code":"UNAVAILABLE"');
  });
});
