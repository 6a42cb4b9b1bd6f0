import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, startGraph } from '../../support/graph.ts';

const ALLOWED = 'https://app.example.com';
const OTHERS = [
  'https://evil.example',
  'https://app.example.com.evil.example',
  'http://app.example.com',
  'https://app.example.com:444',
  'https://sub.app.example.com',
  'null',
];

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph({ settings: { CORS_ORIGINS: `${ALLOWED}, http://localhost:5173` } });
});
afterAll(() => graph.close());

const corsHeaders = ({ headers }: Response) => [...headers].filter(([name]) => name.startsWith('access-control-'));
const preflight = (origin: string) =>
  fetch(graph.url, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
  });
const post = (origin: string, query = '{ __typename }') =>
  fetch(graph.url, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });

describe('a page of a listed origin', () => {
  it.each([ALLOWED, 'http://localhost:5173'])('(%s) passes the preflight', async (origin) => {
    const response = await preflight(origin);
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST');
    const allowed = response.headers.get('access-control-allow-headers') ?? '';
    for (const header of ['authorization', 'content-type', 'apollo-require-preflight', 'teamgraph-trace']) {
      expect(allowed.split(', ')).toContain(header);
    }
    expect(response.headers.get('vary')).toContain('Origin');
  });

  it('reads answers, and rejections, too', async () => {
    for (const query of ['{ __typename }', '{ nothingLikeThat }', 'no query']) {
      const response = await post(ALLOWED, query);
      expect(response.headers.get('access-control-allow-origin')).toBe(ALLOWED);
      expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });
});

describe('a page of another origin', () => {
  it.each(OTHERS)('(%s) fails the preflight', async (origin) => {
    const response = await preflight(origin);
    expect(response.status).toBe(405);
    expect(corsHeaders(response)).toEqual([]);
  });

  it.each(OTHERS)('(%s) reads nothing', async (origin) => {
    const response = await post(origin);
    expect(corsHeaders(response)).toEqual([]);
    expect(response.headers.get('vary')).toContain('Origin');
  });
});

describe('a server without CORS_ORIGINS', () => {
  it('rejects every preflight', async () => {
    const closed = await startGraph();
    const response = await fetch(closed.url, { method: 'OPTIONS', headers: { origin: ALLOWED } });
    expect([response.status, corsHeaders(response)]).toEqual([405, []]);
    await closed.close();
  });
});
