import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../src/sandbox/index.ts';
import { type Graph, startGraph } from '../support/graph.ts';
import { askAll, askWithFault, expectFailure, SOURCES, startWarmGraph } from './probe.ts';

let graph: Graph;
beforeAll(async () => {
  graph = await startWarmGraph();
});
afterAll(() => graph.close());

const PAGE = '<!doctype html><title>Bad gateway</title>';

describe.each(SOURCES)('%s answering', (source) => {
  it.each([
    ['500', { status: 500 }, 'SOURCE_UNAVAILABLE'],
    ['502', { status: 502 }, 'SOURCE_UNAVAILABLE'],
    ['503', { status: 503 }, 'SOURCE_UNAVAILABLE'],
    ['a page with 500', { status: 500, body: PAGE }, 'SOURCE_UNAVAILABLE'],
    ['a page with 502', { status: 502, body: PAGE }, 'SOURCE_UNAVAILABLE'],
    ['504', { status: 504 }, 'SOURCE_TIMEOUT'],
    ['408', { status: 408 }, 'SOURCE_TIMEOUT'],
    ['a page with 504', { status: 504, body: PAGE }, 'SOURCE_TIMEOUT'],
    ['401', { status: 401 }, 'SOURCE_UNAUTHORIZED'],
    ['403', { status: 403 }, 'SOURCE_UNAUTHORIZED'],
    ['a page with 403', { status: 403, body: PAGE }, 'SOURCE_UNAUTHORIZED'],
    ['400', { status: 400 }, 'SOURCE_REFUSED'],
    ['404 for a list', { status: 404 }, 'SOURCE_REFUSED'],
    ['422', { status: 422 }, 'SOURCE_REFUSED'],
    ['a page with 200', { body: PAGE }, 'SOURCE_CONTRACT'],
    ['304', { status: 304 }, 'SOURCE_CONTRACT'],
  ] satisfies [string, Fault, string][])('%s is asked once and says so in its code', async (_, fault, code) => {
    const { answer, attempts } = await askWithFault(graph, source, fault);
    expectFailure(answer, source, code);
    expect(attempts).toBe(1);
  });

  it.each([
    ['1 second', { 'retry-after': '1' }, 1000],
    ['60 seconds', { 'retry-after': '60' }, 60_000],
    ['0 seconds', { 'retry-after': '0' }, 0],
    ['a billion seconds', { 'retry-after': '1000000000' }, 300_000],
    ['a negative time', { 'retry-after': '-5' }, 30_000],
    ['garbage', { 'retry-after': 'soon' }, 30_000],
    ['no time at all', { 'x-ratelimit-reset-default': '' }, 30_000],
    ['7 seconds of its own', { 'x-ratelimit-reset-default': '7' }, 7000],
  ] satisfies [string, Record<string, string>, number][])(
    '429 with %s is asked once and says when to come back',
    async (_, headers, retryAfterMs) => {
      const { answer, attempts } = await askWithFault(graph, source, { status: 429, headers });
      expectFailure(answer, source, 'SOURCE_THROTTLED', { retryAfterMs });
      expect(attempts).toBe(1);
    },
  );

  it('429 with a date says how long it is until then', async () => {
    const date = new Date(Date.now() + 90_000).toUTCString();
    const { answer } = await askWithFault(graph, source, { status: 429, headers: { 'retry-after': date } });
    const waitMs = Object(answer.errors?.[0]?.extensions.teamgraph).retryAfterMs;
    expectFailure(answer, source, 'SOURCE_THROTTLED', { retryAfterMs: waitMs });
    expect(waitMs).toBeGreaterThan(60_000);
    expect(waitMs).toBeLessThanOrEqual(90_000);
  });

  it('well again is believed again', async () => {
    await askWithFault(graph, source, { status: 500 });
    expect((await askAll(graph)).errors).toBeUndefined();
  });
});

describe('a redirect', () => {
  it.each(SOURCES)('of %s is not followed, wherever it leads', async (source) => {
    const visitors: string[] = [];
    const other = createServer((request, response) => {
      visitors.push(JSON.stringify(request.headers));
      response.end('{}');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    const places = [
      elsewhere,
      '/periods',
      '/elsewhere',
      'http://169.254.169.254/latest/meta-data/',
      'file:///etc/passwd',
    ];
    for (const redirectTo of places) {
      for (const status of [301, 302, 303, 307, 308]) {
        const { answer, attempts } = await askWithFault(graph, source, { redirectTo, status });
        expectFailure(answer, source, 'SOURCE_CONTRACT');
        expect(attempts).toBe(1);
      }
    }
    other.close();
    expect(visitors).toEqual([]);
  });
});

describe('what a vendor means by a 400', () => {
  it.each([
    ['a bad key', { code: 1001, message: 'Invalid token' }, 'SOURCE_UNAUTHORIZED'],
    ['a spent quota', { code: 40_000, message: 'Rate Limit exceeded' }, 'SOURCE_THROTTLED'],
    ['anything else', { code: 40_001, message: ['limit must be a number'] }, 'SOURCE_REFUSED'],
  ])('(%s of Saleshandy) is told apart by its body', async (_, body, code) => {
    const { answer, attempts } = await askWithFault(graph, 'SALESHANDY', { status: 400, body });
    expectFailure(answer, 'SALESHANDY', code, code === 'SOURCE_THROTTLED' ? { retryAfterMs: 30_000 } : {});
    expect(attempts).toBe(1);
  });
});

describe('404 of one thing', () => {
  it('is null without an error', async () => {
    const remove = graph.sandbox.alo.inject({ match: /\/actions$/, status: 404 });
    const answer = await graph.ask('{ periods(first: 1) { nodes { sourceId actions { totalCount } } } }');
    remove();
    expect(answer).toEqual({ data: { periods: { nodes: [{ sourceId: expect.any(String), actions: null }] } } });
  });

  it('is null without an error for its id as well', async () => {
    const id = Buffer.from('Action:301/1').toString('base64url');
    const remove = graph.sandbox.alo.inject({ match: /\/actions$/, status: 404 });
    const answer = await graph.ask('query ($id: ID!) { node(id: $id) { id } }', { id });
    remove();
    expect(answer).toEqual({ data: { node: null } });
  });
});

describe('a directory that the credential may not read', () => {
  it('makes the things of it unknown, and not absent', async () => {
    const cold = await startWarmGraph();
    const { errors, data } = await cold.ask('{ bookings(first: 50) { nodes { eventType { id } } } }');
    expect(errors).toBeUndefined();
    const id: string = data.bookings.nodes.find((node: { eventType: object | null }) => node.eventType).eventType.id;
    await cold.close();

    const locked = await startGraph({ sandbox: { quirks: ['calcom-directories-403'] } });
    const node = 'query ($id: ID!) { node(id: $id) { id } }';
    const shown = await locked.ask(node, { id });
    const unseen = await locked.ask(node, { id: Buffer.from('EventType:99999').toString('base64url') });
    await locked.close();
    expect(shown).toEqual({ data: { node: { id } } });
    expect(unseen.data).toEqual({ node: null });
    expect(unseen.errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_UNAUTHORIZED']);
  });
});
