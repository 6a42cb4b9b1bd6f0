/** The Host allow-list against DNS rebinding. */
import { afterEach, describe, expect, it } from 'vitest';
import { startServer } from '../../support/graph.ts';
import { type RawAnswer, sendRaw } from '../../support/raw-http.ts';

let close: () => Promise<void>;
afterEach(() => close());

async function start(settings: Readonly<Record<string, string>> = {}): Promise<(host: string) => Promise<RawAnswer>> {
  const server = await startServer(settings);
  close = server.close;
  const target = '/graphql?query=%7B__typename%7D';
  const rest = 'Connection: close\r\napollo-require-preflight: 1\r\n\r\n';
  return (host) => sendRaw(server.url, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${rest}`);
}

describe('a server without authentication', () => {
  it.each([
    'page.example.com:4000',
    'page.example.com',
    '127.0.0.1.page.example.com:4000',
    'localhost.example.com',
    'page.example.com.',
    'localhost:4000.example.com',
    '127.0.0.1:4000@page.example.com',
  ])('rejects the Host %s', async (host) => {
    const ask = await start();
    const { status, body } = await ask(host);
    expect([status, JSON.parse(body)]).toEqual([
      421,
      { errors: [{ message: expect.stringContaining('AUTH_TOKENS'), extensions: { code: 'BAD_REQUEST' } }] },
    ]);
  });

  it.each([
    '127.0.0.1:4000',
    'localhost:4000',
    'LOCALHOST',
    '[::1]:4000',
    'graph.localhost:4000',
    'graph',
    'host.docker.internal:4000',
    '',
  ])('accepts the Host "%s"', async (host) => {
    const ask = await start();
    expect((await ask(host)).status).toBe(200);
  });
});

describe('a server with authentication', () => {
  it('accepts any Host', async () => {
    const ask = await start({ AUTH_TOKENS: `name:${'0'.repeat(64)}` });
    expect((await ask('graph.example.com')).status).toBe(401);
  });
});
