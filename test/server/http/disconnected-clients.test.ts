/** Clients that leave before they are served: nothing is done for them, and nothing of them stays. */
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../../../src/server/http/listen.ts';
import { type Graph, startGraph } from '../../support/graph.ts';
import { AUDIENCE, createKey, ISSUER, sign, startIssuer } from '../../support/issuer.ts';
import { startTelemetryServer } from '../../support/telemetry.ts';

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of running.splice(0).reverse()) await close();
});

/** The delay of a slow vendor: longer than any wait in this file. */
const SLOW_MS = 6_000;

async function start(settings: Readonly<Record<string, string>> = {}): Promise<Graph> {
  const graph = await startGraph({ settings: { LOG_LEVEL: 'debug', ...settings } });
  running.push(graph.close);
  return graph;
}

/** The log lines of finished requests or calls. */
const over = ({ log }: Graph, what: 'request' | 'call'): Record<string, unknown>[] =>
  log.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ event }) => event === what);

/** Another query each time. */
const bookings = (uid: string): string => `{ bookings(filter: { bookingUid: "${uid}" }) { nodes { uid } } }`;

const post = (query: string): string => {
  const body = JSON.stringify({ query });
  const head = ['POST /graphql HTTP/1.1', 'Host: localhost', 'Content-Type: application/json'];
  return `${[...head, `Content-Length: ${body.length}`].join('\r\n')}\r\n\r\n${body}`;
};

const get = (query: string, header: string): string =>
  [`GET /graphql?query=${encodeURIComponent(query)} HTTP/1.1`, 'Host: localhost', PREFLIGHT, header, '', ''].join(
    '\r\n',
  );
const PREFLIGHT = 'apollo-require-preflight: 1';

function visit(url: string, text: string): Socket {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write(text);
  return socket;
}

describe('a client that sends several requests on one connection and leaves', () => {
  it('causes no further call, and each request is finished', async () => {
    const graph = await start();
    await graph.ask(bookings('warm'));
    graph.sandbox.calcom.inject({ delayMs: SLOW_MS });
    const before = graph.sandbox.calcom.calls.length;
    const uids = ['one', 'two', 'three'];
    const socket = visit(graph.url, uids.map((uid) => post(bookings(uid))).join(''));
    await expect.poll(() => graph.sandbox.calcom.calls.length - before).toBe(uids.length);
    socket.destroy();
    await expect.poll(() => over(graph, 'request').filter(({ status }) => status === undefined)).toHaveLength(3);
    const cut = () => over(graph, 'call').filter(({ status, code }) => status === undefined && code === undefined);
    await expect.poll(cut).toHaveLength(uids.length);
  });
});

describe('a client that leaves during its authentication', () => {
  it('causes no call', async () => {
    const key = await createKey('one');
    const issuer = await startIssuer(key.publicJwk);
    running.push(issuer.close);
    const graph = await start({ AUTH_JWKS_URL: issuer.url, AUTH_ISSUER: ISSUER, AUTH_AUDIENCE: AUDIENCE });
    const asking = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    issuer.misbehave = async (_, response) => {
      asking.resolve();
      await answer.promise;
      response.end(JSON.stringify({ keys: issuer.keys }));
    };
    const token = await sign(key, Date.now());
    const ask = (uid: string): Socket => visit(graph.url, get(bookings(uid), `Authorization: Bearer ${token}`));
    const socket = ask('one');
    await asking.promise;
    socket.destroy();
    await expect.poll(() => over(graph, 'request')).toHaveLength(1);
    answer.resolve();
    // When this client, which stays, has its answer, the one that left would have had it.
    ask('two');
    await expect.poll(() => over(graph, 'request')).toHaveLength(2);
    const asked = graph.sandbox.calcom.calls.map(({ query }) => query.get('bookingUid'));
    expect(asked.filter((uid) => uid !== null)).toEqual(['two']);
  });
});

describe('a client that leaves while the server starts', () => {
  it('has its request finished before it begins', async () => {
    const server = await startTelemetryServer(() => {});
    running.push(server.close);
    const listening = await listen('127.0.0.1', 0);
    running.push(listening.close);
    const left = Promise.withResolvers<unknown>();
    const socket = visit(listening.url, post('{ __typename }'));
    await expect.poll(listening.connections).toBe(1);
    const answered: string[] = [];
    socket.destroy();
    await expect.poll(listening.connections).toBe(0);
    listening.serve((request, response) => {
      left.resolve(undefined);
      server.telemetry.request(request, response, () => answered.push('answered'));
    });
    await left.promise;
    expect(answered).toEqual([]);
    expect(await server.counted('teamgraph_http_requests_in_flight')).toEqual([]);
  });
});
