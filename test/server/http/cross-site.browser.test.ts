/** Requests of pages of other origins, as a browser sends them. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMissing, launch } from '../../support/browser.ts';
import { type Graph, startGraph } from '../../support/graph.ts';
import { upstreamCalls } from '../../support/rejected-query.ts';

const title = isMissing ? 'a page in a browser (needs chromium: apt-get install chromium)' : 'a page in a browser';
const SEARCH = `?query=${encodeURIComponent('{ periods(first: 1) { nodes { id } } }')}`;
const POST = { method: 'POST', body: '{"query":"{ periods(first: 1) { nodes { id } } }"}' };

describe.skipIf(isMissing)(title, () => {
  const pages: Server[] = [];
  let graph: Graph;
  let browser: Browser;
  let listedPort: number;
  let otherPort: number;
  beforeAll(async () => {
    [listedPort, otherPort] = [await servePages(), await servePages()];
    const CORS_ORIGINS = `http://localhost:${listedPort},http://*.localhost:${listedPort}`;
    graph = await startGraph({ settings: { CORS_ORIGINS } });
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    await graph.close();
    for (const server of pages) server.close();
  });

  /** Serves a page with a link to a query, under every name of this machine. */
  async function servePages(): Promise<number> {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<!doctype html><title>page</title><a href="${graph.url}${SEARCH}">query</a>`);
    });
    pages.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  async function visit(url: string): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(url);
    return page;
  }

  /** Runs `fetch` in the page. The status of the answer: 0 if it is opaque, -1 if the browser withholds it. */
  const fetchIn = (page: Page, url: string, init: object = {}): Promise<number> =>
    page.evaluate(`fetch(${JSON.stringify(url)}, ${JSON.stringify(init)}).then(({ status }) => status, () => -1)`);

  async function rejections(): Promise<number> {
    const metrics = await (await fetch(new URL('/metrics', graph.url))).text();
    return Number(/^teamgraph_http_rejected_requests_total\{reason="cross_site"\} (\d+)$/m.exec(metrics)?.[1]);
  }

  it.each(['localhost', 'pr-7.localhost'])(
    'of the listed origin %s asks by GET and POST, with any header',
    async (name) => {
      const page = await visit(`http://${name}:${listedPort}`);
      const headers = { authorization: 'Bearer x', 'x-app-version': '1', 'content-type': 'application/json' };
      expect(await fetchIn(page, graph.url + SEARCH)).toBe(200);
      expect(await fetchIn(page, graph.url + SEARCH, { headers: { 'x-app-version': '1' } })).toBe(200);
      expect(await fetchIn(page, graph.url, { ...POST, headers })).toBe(200);
      expect(await fetchIn(page, graph.url, { ...POST, headers: { ...headers, 'x-api-key': '1' } })).toBe(-1);
      expect(await fetchIn(page, new URL('/schema.graphql', graph.url).href)).toBe(200);
      await page.close();
    },
  );

  it.each([
    ['another site', () => `http://localhost:${otherPort}`],
    ['the same site on another port', () => `http://127.0.0.1:${otherPort}`],
    ['a label too many', () => `http://a.b.localhost:${listedPort}`],
  ])('of %s causes no call', async (_, urlOf) => {
    const page = await visit(urlOf());
    const [before, rejectedBefore] = [await upstreamCalls(graph), await rejections()];
    for (const init of [{}, { mode: 'no-cors' }, { ...POST, mode: 'no-cors' }, { headers: { 'x-one': '1' } }]) {
      expect(await fetchIn(page, graph.url + SEARCH, init)).toBeLessThan(1);
    }
    await page.evaluate(`new Promise((resolve) => {
      const image = Object.assign(new Image(), { onerror: resolve, src: ${JSON.stringify(graph.url + SEARCH)} });
    })`);
    const frame = `<script>fetch(${JSON.stringify(graph.url + SEARCH)}).finally(() => parent.postMessage(1, '*'))</script>`;
    await page.evaluate(`new Promise((resolve) => {
      addEventListener('message', resolve);
      const frame = Object.assign(document.createElement('iframe'), { sandbox: 'allow-scripts', srcdoc: ${JSON.stringify(frame)} });
      document.body.append(frame);
    })`);
    expect(await upstreamCalls(graph)).toBe(before);
    // Each but the last of the fetches, whose preflight fails; the image; and the frame.
    expect((await rejections()) - rejectedBefore).toBe(5);
    await page.close();
  });

  it('of another site links to GraphiQL, and the query is not run', async () => {
    const page = await visit(`http://localhost:${otherPort}`);
    const [response] = await Promise.all([page.waitForNavigation(), page.getByRole('link').click()]);
    expect([response?.status(), response?.headers()['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    await page.close();
  });
});
