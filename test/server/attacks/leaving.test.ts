/** Clients that disconnect at any moment (B28). upstream/faults/sharing tests the call that they waited for. */
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, startGraph } from '../../support/graph.ts';
import { diceOf } from '../../support/people/dice.ts';
import { postHead } from '../../support/raw-http.ts';

const POLL = { timeout: 10_000 };
const CLIENTS = 60;
const BODY = JSON.stringify({
  query: '{ bookings { nodes { uid } } periods { nodes { id actions { nodes { id } } } } users { nodes { id } } }',
});
const REQUEST = `${postHead('Content-Type: application/json', `Content-Length: ${BODY.length}`)}\r\n${BODY}`;

describe.each(['on', 'off'])('with the cache %s', (CACHE) => {
  let graph: Graph;
  beforeAll(async () => {
    graph = await startGraph({ settings: { CACHE } });
    for (const vendor of [graph.sandbox.calcom, graph.sandbox.alo]) vendor.inject({ delayMs: 20 });
  });
  afterAll(() => graph.close());

  const leave = (socket: Socket, withReset: boolean) => (withReset ? socket.resetAndDestroy() : socket.destroy());

  /** Disconnects while it sends, while it waits, or while it receives. */
  async function connectAndLeave(seed: number): Promise<void> {
    const dice = diceOf(seed);
    const withReset = dice.chance(0.5);
    const socket = connect(Number(new URL(graph.url).port), '127.0.0.1');
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('connect', resolve));
    const sent = dice.chance(0.3) ? REQUEST.slice(0, Math.floor(dice.roll() * REQUEST.length)) : REQUEST;
    socket.write(sent, () => {
      if (sent === REQUEST && dice.chance(0.2)) socket.once('data', () => leave(socket, withReset));
      else setTimeout(() => leave(socket, withReset), dice.roll() * 60);
    });
    await closed;
  }

  it('clients that disconnect cause no error, leave no connection open, and other clients are answered', async () => {
    const visits = Array.from({ length: CLIENTS }, (_, seed) => connectAndLeave(seed));
    const staying = Array.from({ length: 5 }, () => graph.ask('{ bookings(first: 1) { nodes { uid } } }'));
    await Promise.all(visits);
    for (const answer of await Promise.all(staying)) {
      expect(answer).toEqual({ data: { bookings: { nodes: [{ uid: expect.any(String) }] } } });
    }
    await expect.poll(() => graph.connections(), POLL).toBe(0);
    const metrics = await (await fetch(new URL('/metrics', graph.url), { headers: { connection: 'close' } })).text();
    expect(metrics).toMatch(/^teamgraph_http_requests_total\{path="graphql",status="closed"\} [1-9]/m);
    expect(metrics).toMatch(/^teamgraph_http_requests_in_flight\{path="graphql"\} 0$/m);
    expect(graph.internalErrors).toEqual([]);
  });
});
