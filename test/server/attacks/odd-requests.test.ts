/** Unusual requests that are well-formed: each has one meaning, or is rejected with JSON. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, type GraphAnswer, startGraph } from '../../support/graph.ts';
import { postHead, sendRaw } from '../../support/raw-http.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const JSON_TYPE = 'Content-Type: application/json';
const QUERY = '{"query":"{ __typename }"}';
const length = (body: string | Buffer) => `Content-Length: ${body.length}`;

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(async () => {
  expect(graph.internalErrors).toEqual([]);
  await graph.close();
});

const postText = async (body: string) => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  const response = await fetch(graph.url, init);
  return { status: response.status, answer: (await response.json()) as GraphAnswer };
};
const post = (body: object) => postText(JSON.stringify(body));

describe('a repeated header', () => {
  it.each([
    ['host', ['Host: other.example']],
    ['content-type', ['Content-Type: text/plain']],
    ['authorization', ['Authorization: Bearer one', 'Authorization: Bearer two']],
  ])('(%s) is rejected: a proxy may have read the other one', async (name, more) => {
    const { status, body } = await sendRaw(graph.url, `${postHead(JSON_TYPE, ...more, length(QUERY))}\r\n${QUERY}`);
    expect(status).toBe(400);
    expect(JSON.parse(body).errors[0].message).toBe(`The request has the header ${name} more than once.`);
  });

  it('(authorization) is rejected also where one of them is valid', async () => {
    const guarded = await startGraph({ settings: { AUTH_TOKENS: `valid:${sha256('tg_valid')}` } });
    for (const tokens of [
      ['tg_valid', 'tg_other'],
      ['tg_other', 'tg_valid'],
      ['tg_valid', 'tg_valid'],
    ]) {
      const lines = tokens.map((token) => `Authorization: Bearer ${token}`);
      const { status } = await sendRaw(guarded.url, `${postHead(JSON_TYPE, ...lines, length(QUERY))}\r\n${QUERY}`);
      expect(status).toBe(400);
    }
    await guarded.close();
  });
});

describe('a host', () => {
  const requestWith = (version: string, ...headers: string[]) =>
    sendRaw(graph.url, [`GET /healthz HTTP/${version}`, 'Connection: close', ...headers, '', ''].join('\r\n'));

  it('that is missing is a 400 in JSON', async () => {
    const { status, head, body } = await requestWith('1.1');
    expect(status).toBe(400);
    expect(head).toMatch(/content-type: application\/json/i);
    expect(JSON.parse(body)).toEqual({
      errors: [{ message: 'The request has no header host.', extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  it.each(['a b', 'a/b', 'a@b', 'a:b', 'http://a', '[::1', '[x]', 'a,b c', 'ü', '<a>', '"a"', '?', '#'])(
    'that is invalid (%j) is a 400 in JSON',
    async (host) => {
      const { status, body } = await requestWith('1.1', `Host: ${host}`);
      expect([status, JSON.parse(body).errors]).toEqual([
        400,
        [{ message: 'The header host names no host.', extensions: { code: 'BAD_REQUEST' } }],
      ]);
    },
  );

  it.each(['localhost', 'localhost:4000', '127.0.0.1:4000', '[::1]:4000', 'a_b', 'a:', ''])('may be %j', async (host) =>
    expect((await requestWith('1.1', `Host: ${host}`)).status).toBe(200),
  );

  it('is not required in HTTP 1.0', async () => expect((await requestWith('1.0')).status).toBe(200));
});

describe('a body that is not UTF-8', () => {
  it.each([
    ['an invalid first byte', [0xff]],
    ['an incomplete character', [0xc3]],
    ['an overlong encoding', [0xc0, 0xaf]],
    ['half of a surrogate pair', [0xed, 0xa0, 0x80]],
  ])('(%s) is rejected, not guessed', async (_, bytes) => {
    const body = Buffer.concat([Buffer.from('{"query":"{ __typename } #'), Buffer.from(bytes), Buffer.from('"}')]);
    const head = Buffer.from(`${postHead(JSON_TYPE, length(body))}\r\n`);
    expect((await sendRaw(graph.url, Buffer.concat([head, body]))).status).toBe(400);
  });
});

describe('an invalid hash', () => {
  it.each([
    ['a list 30,000 deep', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
    ['a number', '5'],
    ['null', 'null'],
    ['an object', '{"toString":"x"}'],
  ])('(%s) is rejected, with a query or without', async (_, hash) => {
    const extensions = `"extensions":{"persistedQuery":{"version":1,"sha256Hash":${hash}}}`;
    for (const beside of ['', '"query":"{ __typename }",', '"documentId":"sha256:x",']) {
      const { status, answer } = await postText(`{${beside}${extensions}}`);
      expect([status, answer.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST']);
    }
  });

  it.each(['', '__proto__', 'constructor', 'x'.repeat(200_000), '../../x', '\0'])(
    '(%s) finds no document',
    async (hash) => {
      const { status, answer } = await post({ extensions: { persistedQuery: { version: 1, sha256Hash: hash } } });
      expect(status).toBeLessThan(500);
      expect(answer.errors?.[0]?.extensions.code).toMatch(/^(PERSISTED_QUERY_NOT_FOUND|BAD_REQUEST)$/);
    },
  );

  it.each([2, 0, '1', null, undefined])('(of version %s) is rejected', async (version) => {
    const query = '{ __typename }';
    const { status } = await post({ query, extensions: { persistedQuery: { version, sha256Hash: sha256(query) } } });
    expect(status).toBe(400);
  });
});

describe('the HTTP server', () => {
  const answersTo = async (bytes: string) =>
    (await sendRaw(graph.url, bytes)).text.match(/^HTTP\/1\.1 \d{3}/gm)?.map((line) => Number(line.slice(-3)));
  const posted = (...headers: string[]) => `${postHead(JSON_TYPE, length(QUERY), ...headers)}\r\n${QUERY}`;
  const CLOSE = 'Host: x\r\nConnection: close';

  it.each([
    ['answers Expect: 100-continue', posted('Expect: 100-continue'), [100, 200]],
    ['rejects another expectation', posted('Expect: a-miracle'), [417]],
    ['answers HTTP 1.0', `POST /graphql HTTP/1.0\r\n${JSON_TYPE}\r\n${length(QUERY)}\r\n\r\n${QUERY}`, [200]],
    ['upgrades to no other protocol', posted('Upgrade: h2c'), [200]],
    [
      'ignores Range',
      `GET /graphql?query={__typename} HTTP/1.1\r\n${CLOSE}\r\napollo-require-preflight: 1\r\nRange: bytes=0-1\r\n\r\n`,
      [200],
    ],
    ['rejects HEAD', `HEAD /graphql?query={__typename} HTTP/1.1\r\n${CLOSE}\r\n\r\n`, [405]],
    [
      'ignores the body of a GET',
      `GET /graphql?query={__typename} HTTP/1.1\r\n${CLOSE}\r\napollo-require-preflight: 1\r\n${length(QUERY)}\r\n\r\n${QUERY}`,
      [200],
    ],
    ['proxies no CONNECT', 'CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n', undefined],
    ['rejects TRACE', `TRACE /graphql HTTP/1.1\r\n${CLOSE}\r\n\r\n`, [405]],
    [
      'does not decode the path',
      `POST /%67raphql HTTP/1.1\r\n${CLOSE}\r\n${JSON_TYPE}\r\n${length(QUERY)}\r\n\r\n${QUERY}`,
      [404],
    ],
    [
      'rejects a repeated parameter',
      `GET /graphql?query={__typename}&query={x} HTTP/1.1\r\n${CLOSE}\r\napollo-require-preflight: 1\r\n\r\n`,
      [400],
    ],
  ])('%s', async (_, bytes, statuses) => {
    expect(await answersTo(bytes)).toEqual(statuses);
  });

  it('ignores what follows a body that is too large', async () => {
    const head = `POST /graphql HTTP/1.1\r\nHost: x\r\n${JSON_TYPE}\r\nContent-Length: 300000\r\n\r\n`;
    expect(await answersTo(`${head}${'x'.repeat(300_000)}GET /healthz HTTP/1.1\r\n${CLOSE}\r\n\r\n`)).toEqual([413]);
  });
});

describe('a long document of little content (B13)', () => {
  it.each([
    ['a million commas', `{ __typename ${','.repeat(1_000_000)} }`, 413],
    ['a comment of 2 MB', `# ${'x'.repeat(2_000_000)}\n{ __typename }`, 413],
    ['a million line feeds, which JSON doubles', `{ __typename ${'\n'.repeat(1_000_000)} }`, 413],
    ['200,000 commas', `{ __typename ${','.repeat(200_000)} }`, 200],
    ['a comment of 200 KB', `# ${'x'.repeat(200_000)}\n{ __typename }`, 200],
    ['100,000 comments', `${'#\n'.repeat(80_000)}{ __typename }`, 200],
  ])('(%s) is rejected by its size, or parsed', async (_, query, status) => {
    const received = await post({ query });
    expect(received.status).toBe(status);
    if (status === 200) expect(received.answer).toEqual({ data: { __typename: 'Query' } });
    else expect(received.answer.errors?.[0]?.extensions.code).toBe('BAD_REQUEST');
  });
});
