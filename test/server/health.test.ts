import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../../src/server/http/listen.ts';
import { type GraphAnswer, startGraph, startServer } from '../support/graph.ts';

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((close) => close()));
});

async function start(settings = {}) {
  const graph = await startGraph({ settings });
  running.push(graph.close);
  return graph;
}

async function look(url: string, path: string) {
  const response = await fetch(new URL(path, url), { headers: { connection: 'close' } });
  return { status: response.status, body: (await response.json()) as { sources?: Record<string, object | null> } };
}

const UNTRIED = {
  state: 'UNTRIED',
  ok: null,
  lastError: null,
  breaker: 'CLOSED',
  parkedMs: 0,
  waiting: 0,
  quotaRemaining: null,
};

describe('/healthz', () => {
  it('is 200 while the process lives', async () => {
    const { url } = await start();
    expect(await look(url, '/healthz')).toEqual({ status: 200, body: { status: 'ok' } });
  });
});

describe('/readyz', () => {
  it('gives the state of each source without a call', async () => {
    const { url, sandbox } = await start();
    expect(await look(url, '/readyz')).toEqual({
      status: 200,
      body: { status: 'ready', sources: { CALCOM: UNTRIED, ALO: UNTRIED, SALESHANDY: UNTRIED } },
    });
    expect([...sandbox.calcom.calls, ...sandbox.alo.calls, ...sandbox.saleshandy.calls]).toEqual([]);
  });

  it('is 200 while a source is down, and says which and why', async () => {
    const { url, sandbox, ask } = await start();
    await sandbox.alo.kill();
    await ask('{ periods { nodes { id } } bookings(first: 1) { nodes { id } } }');
    const { status, body } = await look(url, '/readyz');
    expect(status).toBe(200);
    expect(body.sources).toEqual({
      CALCOM: { ...UNTRIED, state: 'UP', ok: true, quotaRemaining: 120 },
      ALO: { ...UNTRIED, state: 'DOWN', ok: false, lastError: 'SOURCE_UNAVAILABLE', detail: 'ECONNREFUSED' },
      SALESHANDY: UNTRIED,
    });

    await sandbox.alo.revive();
    await ask('{ periods { nodes { id } } }');
    expect((await look(url, '/readyz')).body.sources?.ALO).toEqual({
      ...UNTRIED,
      state: 'UP',
      ok: true,
      lastError: 'SOURCE_UNAVAILABLE',
      detail: 'ECONNREFUSED',
    });
  });

  it('is 200 while all sources are down', async () => {
    const { url, sandbox, ask } = await start();
    await Promise.all([sandbox.calcom.kill(), sandbox.alo.kill(), sandbox.saleshandy.kill()]);
    await ask('{ users { nodes { id } } periods { nodes { id } } }');
    expect((await look(url, '/readyz')).status).toBe(200);
  });

  it('gives null for a source that is not configured', async () => {
    const { url } = await start({ ALO_API_URL: undefined, ALO_API_KEY: undefined });
    expect((await look(url, '/readyz')).body.sources?.ALO).toBeNull();
  });
});

describe('a server that starts', () => {
  it('answers /readyz with 503 in JSON and Retry-After', async () => {
    const listening = await listen('127.0.0.1', 0);
    running.push(listening.close);
    const response = await fetch(new URL('/readyz', listening.url), { headers: { connection: 'close' } });
    const body = (await response.json()) as { errors: unknown };
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(body.errors).toEqual([{ message: 'The server is starting.', extensions: { code: 'UNAVAILABLE' } }]);
  });

  it('holds a request until it can answer it', async () => {
    const listening = await listen('127.0.0.1', 0);
    running.push(listening.close);
    const pending = fetch(listening.url, { headers: { connection: 'close' } });
    await expect.poll(listening.connections).toBe(1);
    expect((await look(listening.url, '/readyz')).status).toBe(503);
    listening.serve((_, response) => response.end('served'));
    expect(await (await pending).text()).toBe('served');
  });

  it('answers held requests with 503 when it stops before it is ready', async () => {
    const listening = await listen('127.0.0.1', 0);
    const pending = fetch(listening.url, { headers: { connection: 'close' } });
    await expect.poll(listening.connections).toBe(1);
    await listening.close();
    expect((await pending).status).toBe(503);
  });

  it('answers /healthz with 200', async () => {
    const listening = await listen('127.0.0.1', 0);
    running.push(listening.close);
    expect((await look(listening.url, '/healthz')).status).toBe(200);
  });
});

describe('a server in production', () => {
  async function startProduction(settings = {}) {
    const server = await startServer({ NODE_ENV: 'production', SALESHANDY_API_KEY: 'k', ...settings });
    running.push(server.close);
    return server;
  }
  const browse = (url: string) => fetch(url, { headers: { accept: 'text/html', connection: 'close' } });

  it('neither shows nor suggests the schema', async () => {
    const { ask } = await startProduction();
    for (const query of [
      '{ __schema { types { name } } }',
      '{ __type(name: "User") { name } }',
      '{ bookngs { nodes { id } } }',
    ]) {
      const { errors, data } = await ask(query);
      expect(data).toBeUndefined();
      expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
      expect(JSON.stringify(errors)).not.toMatch(/did you mean|"bookings|users/i);
    }
  });

  it('suggests no names of arguments, variables and values either', async () => {
    const { ask } = await startProduction();
    for (const [query, variables] of [
      ['{ bookings(frist: 1) { nodes { id } } }', {}],
      ['{ bookings { nods { id } } }', {}],
      ['{ bookings(filter: { statu: PAST }) { nodes { id } } }', {}],
      ['{ bookings(filter: { status: [PASTT] }) { nodes { id } } }', {}],
      ['query ($f: BookingFiltr) { bookings(filter: $f) { nodes { id } } }', {}],
      ['query ($f: BookingFilter) { bookings(filter: $f) { nodes { id } } }', { f: { statu: ['PAST'] } }],
      ['query ($f: BookingFilter) { bookings(filter: $f) { nodes { id } } }', { f: { status: ['PASTT'] } }],
      ['{ ... on Qery { __typename } }', {}],
      ['{ __typename @skp(if: true) }', {}],
    ] as const) {
      const { errors } = await ask(query, variables);
      expect(errors?.length, query).toBeGreaterThan(0);
      expect(JSON.stringify(errors), query).not.toMatch(/did you mean/i);
    }
  });

  it('quotes a name of the request that looks like suggestions briefly, and without them', async () => {
    const { url } = await startProduction();
    const body = JSON.stringify({ query: '{ __typename }', operationName: 'Did you mean '.repeat(18_000) });
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const { errors } = (await response.json()) as GraphAnswer;
    expect(errors?.[0]?.extensions.code).toBe('OPERATION_RESOLUTION_FAILURE');
    expect(errors?.[0]?.message.length).toBeLessThanOrEqual(1_000);
  });

  it('does not serve GraphiQL', async () => {
    const { url } = await startProduction();
    const page = await browse(url);
    expect(page.headers.get('content-type')).toMatch(/json/);
    expect((await look(url, '/graphiql/tabs.json')).status).toBe(404);
  });

  it('serves both if the settings say so', async () => {
    const { url, ask } = await startProduction({ GRAPHIQL: 'on', INTROSPECTION: 'on' });
    expect((await browse(url)).headers.get('content-type')).toMatch(/html/);
    expect((await ask('{ __schema { queryType { name } } }')).data).toEqual({
      __schema: { queryType: { name: 'Query' } },
    });
  });
});
