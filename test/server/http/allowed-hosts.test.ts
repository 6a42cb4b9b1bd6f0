/** By which names a server is asked: a page whose own name leads to this machine gets nothing from it. */
import { afterEach, describe, expect, it } from 'vitest';
import { startServer } from '../../support/graph.ts';
import { type RawAnswer, sendRaw } from '../../support/raw-http.ts';

let close: () => Promise<void>;
afterEach(() => close());

async function start(settings: Readonly<Record<string, string>> = {}): Promise<(host: string) => Promise<RawAnswer>> {
  const server = await startServer(settings);
  close = server.close;
  const target = '/graphql?query=%7B__typename%7D';
  const asked = 'Connection: close\r\napollo-require-preflight: 1\r\n\r\n';
  return (host) => sendRaw(server.url, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${asked}`);
}

describe('a server that asks nobody who they are', () => {
  it.each([
    'page.example.com:4000',
    'page.example.com',
    '127.0.0.1.page.example.com:4000',
    'localhost.example.com',
    'page.example.com.',
    'localhost:4000.example.com',
    '127.0.0.1:4000@page.example.com',
  ])('tells %s nothing', async (host) => {
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
  ])('answers "%s"', async (host) => {
    const ask = await start();
    expect((await ask(host)).status).toBe(200);
  });
});

describe('a server that asks who they are', () => {
  it('answers by any name', async () => {
    const ask = await start({ AUTH_TOKENS: `name:${'0'.repeat(64)}` });
    expect((await ask('graph.example.com')).status).toBe(401);
  });
});
