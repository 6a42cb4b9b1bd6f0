import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, startGraph } from '../support/graph.ts';
import { postHead, sendRaw } from '../support/raw-http.ts';

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

const QUERY = '{"query":"{ __typename }"}';
const JSON_TYPE = 'Content-Type: application/json';
const length = (bytes: number) => `Content-Length: ${bytes}`;

async function expectAlive(): Promise<void> {
  expect(await graph.ask('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
}

describe('malformed HTTP', () => {
  it.each([
    ['no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
    ['an unknown method', 'BREW /graphql HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['no host', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n'],
    [
      'a chunk size that is not a number',
      `${postHead(JSON_TYPE, 'Transfer-Encoding: chunked')}\r\nzz\r\n${QUERY}\r\n0\r\n\r\n`,
    ],
    [
      'a chunk longer than its size',
      `${postHead(JSON_TYPE, 'Transfer-Encoding: chunked')}\r\n5\r\n${QUERY}\r\n0\r\n\r\n`,
    ],
    [
      'both a length and chunks',
      `${postHead(JSON_TYPE, length(4), 'Transfer-Encoding: chunked')}\r\n1a\r\n${QUERY}\r\n0\r\n\r\n`,
    ],
    ['two lengths', `${postHead(JSON_TYPE, length(26), length(27))}\r\n${QUERY}`],
    ['a negative length', `${postHead(JSON_TYPE, length(-1))}\r\n${QUERY}`],
    ['a header without a name', `${postHead(JSON_TYPE, ': x', length(26))}\r\n${QUERY}`],
    ['a line feed in a header', `${postHead(JSON_TYPE, 'x: a\nb', length(26))}\r\n${QUERY}`],
  ])('(%s) gets a 400, and the server goes on', async (_, bytes) => {
    expect((await sendRaw(graph.url, bytes)).status).toBe(400);
    await expectAlive();
  });

  it.each([
    ['one header of 20 KB', [`x-long: ${'x'.repeat(20_000)}`]],
    ['200 headers of 100 bytes', Array.from({ length: 200 }, (_, index) => `x-${index}: ${'x'.repeat(100)}`)],
  ])('(%s) gets a 431, and the server goes on', async (_, headers) => {
    expect((await sendRaw(graph.url, `${postHead(JSON_TYPE, ...headers)}\r\n`)).status).toBe(431);
    await expectAlive();
  });

  it.each([
    '//',
    '///',
    '/\\',
    'http://[/',
    'http://x:99999/graphql',
    '/%',
    '/%00',
    '/graphiql/../../package.json',
    '/graphiql/%2e%2e/%2e%2e/package.json',
    '/graphiql/..%2f..%2fpackage.json',
    '/graphiql//etc/passwd',
  ])('(the path %s) gets a 404 in JSON', async (path) => {
    const { status, body } = await sendRaw(graph.url, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect([400, 404]).toContain(status);
    expect(JSON.parse(body).errors[0].extensions.code).toEqual(expect.any(String));
    await expectAlive();
  });

  it('(a client that leaves in the middle of its body) does not stop the server', async () => {
    const socket = connect(Number(new URL(graph.url).port), '127.0.0.1');
    await new Promise((resolve) => socket.write(`${postHead(JSON_TYPE, length(100))}\r\n{"query"`, resolve));
    socket.resetAndDestroy();
    await expectAlive();
    expect(graph.internalErrors).toEqual([]);
  });
});

describe('a rejection', () => {
  it('reaches a client that sends the whole of a too large body before it reads', async () => {
    const body = Buffer.alloc(2 * 1024 * 1024, 0x20);
    const request = Buffer.concat([Buffer.from(`${postHead(JSON_TYPE, length(body.length))}\r\n`), body]);
    for (let time = 0; time < 20; time++) {
      const answer = await sendRaw(graph.url, request);
      expect(answer.status).toBe(413);
      expect(JSON.parse(answer.body).errors[0].extensions.code).toBe('BAD_REQUEST');
    }
  });

  it('does not wait for the rest of a too large body', async () => {
    const answer = await sendRaw(graph.url, `${postHead(JSON_TYPE, length(10 * 1024 * 1024))}\r\n`);
    expect(answer.status).toBe(413);
  });

  it('does not take the rest of a body for the next request', async () => {
    const smuggled = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
    const head = ['POST /nothing HTTP/1.1', 'Host: x', JSON_TYPE, length(smuggled.length), '', ''].join('\r\n');
    const answer = await sendRaw(graph.url, head + smuggled);
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('HTTP/1.1');
  });
});

describe('a connection', () => {
  it('serves request after request, also with GraphQL errors in between', async () => {
    const request = (body: string, ...headers: string[]) =>
      `POST /graphql HTTP/1.1\r\nHost: x\r\n${[JSON_TYPE, length(body.length), ...headers].join('\r\n')}\r\n\r\n${body}`;
    const { text } = await sendRaw(
      graph.url,
      request('{"query":"{ nothing }"}') +
        request(QUERY) +
        request('{"query":"{ sources { name } }"}', 'Connection: close'),
    );
    expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(3);
  });
});
