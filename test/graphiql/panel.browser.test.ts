/** The upstream panel below the answer: what it shows, and how the keyboard moves through it. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  isMissing,
  isQuery,
  launch,
  open,
  openExample,
  run,
  SLOW_PAGE,
  tabsOf,
  type Viewport,
  type Visit,
  visit,
} from '../support/browser.ts';
import { createJumpingClock, type JumpingClock } from '../support/clock.ts';
import { type Graph, startGraph } from '../support/graph.ts';

const title = isMissing
  ? 'the upstream panel in a browser (needs chromium: apt-get install chromium)'
  : 'the upstream panel in a browser';
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const LIMITS = { CALCOM_PER_MINUTE: '110', ALO_PER_MINUTE: '60', SALESHANDY_PER_MINUTE: 'unlimited' };
const HOUR_MS = 60 * 60_000;
const [DASHBOARD, ONE_USER] = ['Team dashboard', 'One user'];
/** The panel as a reader left it who opened it. */
const OPENED = `localStorage.setItem('graphiql:upstreamOpen', localStorage.getItem('graphiql:upstreamOpen') ?? 'true')`;

describe.skipIf(isMissing)(title, { timeout: 60_000 }, () => {
  let folder: string;
  let browser: Browser;
  let graph: Graph;
  let clock: JumpingClock;
  let visited: Visit | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'teamgraph-panel-'));
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    clock = createJumpingClock();
    graph = await startGraph({ settings: { CACHE: 'on', ...LIMITS }, clock });
  });
  afterEach(async () => {
    await visited?.page.close();
    await graph.close();
  });

  /** On a desktop the panel is open. */
  async function come(
    viewport: Viewport = DESKTOP,
    prepare: (page: Page) => Promise<unknown> = async () => {},
    isOpen = viewport !== PHONE,
  ): Promise<Page> {
    visited = await visit(browser, graph.url, viewport, async (page) => {
      if (isOpen) await page.addInitScript(OPENED);
      await prepare(page);
    });
    await fetch(new URL('/graphiql/tabs.json', graph.url));
    // The answers that the page read to fill in its tabs leave the cache.
    clock.jump(30 * HOUR_MS);
    return visited.page;
  }
  async function runTab(page: Page, name: string) {
    await openExample(page, name);
    return run(page);
  }
  const picture = (page: Page): Locator => page.getByRole('region', { name: 'Upstream calls' });
  const bars = (page: Page): Locator => picture(page).locator('ol button');
  const shapes = (page: Page, shape: string): Locator => picture(page).locator(`ol .upstream-${shape}`);
  const look = (page: Page, name: string) => page.screenshot({ path: join(folder, `${name}.png`) });

  it('has a bar for each call of a cold query, and the calls left in this minute', async () => {
    const page = await come();
    const { extensions } = await runTab(page, ONE_USER);
    const calls = extensions?.teamgraph.calls ?? [];
    expect(calls.length).toBeGreaterThan(10);
    await expect.poll(() => bars(page).count(), SLOW_PAGE).toBe(calls.length);
    await look(page, 'cold');
    for (const { endpoint } of calls) {
      expect(await picture(page).locator('ol button', { hasText: endpoint }).count(), endpoint).toBeGreaterThan(0);
    }
    expect(await shapes(page, 'work').count()).toBe(calls.length);
    await picture(page).getByText(`${calls.length} calls in `, { exact: false }).first().waitFor();
    const of = (source: string) => calls.filter((call) => call.source === source).length;
    await picture(page)
      .getByText(`${110 - of('CALCOM')} of 110 left`, { exact: true })
      .waitFor();
    await picture(page)
      .getByText(`${60 - of('ALO')} of 60 left`, { exact: true })
      .waitFor();
    await picture(page).getByText('no limit', { exact: true }).waitFor();
    expect([visited?.consoleErrors, visited?.crossOriginRequests]).toEqual([[], []]);
  });

  it('shows that a warm query makes no call', async () => {
    const page = await come();
    await runTab(page, ONE_USER);
    clock.jump(20_000);
    const { extensions } = await run(page);
    const calls = extensions?.teamgraph.calls ?? [];
    await picture(page)
      .getByText(/Answered from the cache, at most 2\d s old/)
      .last()
      .waitFor();
    await look(page, 'warm');
    expect(await shapes(page, 'ring').count()).toBe(calls.length);
    expect(await shapes(page, 'work').count()).toBe(0);
    expect(visited?.consoleErrors).toEqual([]);
  });

  it('shows the failure of a source by shape and code, and a second attempt', async () => {
    const page = await come();
    graph.sandbox.alo.inject({ status: 500 });
    graph.sandbox.saleshandy.inject({ status: 503, times: 1 });
    await runTab(page, ONE_USER);
    await expect.poll(() => shapes(page, 'cross').count(), SLOW_PAGE).toBe(1);
    const failed = bars(page).filter({ has: page.locator('.upstream-cross') });
    expect(await failed.getAttribute('aria-label')).toMatch(/^ALO, periods: MISS, .*SOURCE_UNAVAILABLE/);
    expect(await failed.textContent()).toContain('unavailable');
    const twice = bars(page).filter({ hasText: '2×' });
    expect(await twice.evaluateAll((all) => all.map((bar) => bar.getAttribute('aria-label')))).toEqual([
      expect.stringMatching(/^Saleshandy, .*, 2 attempts, /),
    ]);
    await look(page, 'failed');
    expect(visited?.consoleErrors).toEqual([]);
  });

  it('lists stale fields with their age and the reason', async () => {
    const page = await come();
    await runTab(page, DASHBOARD);
    clock.jump(6 * 60_000);
    await graph.sandbox.alo.kill();
    await run(page);
    const old = picture(page).getByRole('region', { name: 'Stale fields' });
    await old.getByText('periods.nodes.*.actions').waitFor();
    expect(await old.textContent()).toMatch(/6 min old, because the source is not available \(SOURCE_UNAVAILABLE\)/);
    expect(await shapes(page, 'clock').count()).toBeGreaterThan(1);
    await look(page, 'stale');
    expect(visited?.consoleErrors).toEqual([]);
  });

  it('is operated by keyboard: one tab stop, arrows from bar to bar, details of each', async () => {
    const page = await come();
    const { extensions } = await runTab(page, ONE_USER);
    await bars(page).first().waitFor();
    const focused = () => page.evaluate("document.activeElement.getAttribute('aria-label')");
    const labels = await bars(page).evaluateAll((all) => all.map((bar) => bar.getAttribute('aria-label')));
    await picture(page).getByRole('button', { expanded: true }).focus();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe(labels[0]);
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe(labels[1]);
    const details = picture(page).locator('.upstream-details');
    await expect.poll(() => details.textContent(), SLOW_PAGE).toContain('took');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await look(page, 'focus');
    await page.keyboard.press('End');
    expect(await focused()).toBe(labels.at(-1));
    await page.keyboard.press('Escape');
    await expect.poll(() => details.textContent(), SLOW_PAGE).toContain('waiting');
    await page.keyboard.press('Home');
    expect(await focused()).toBe(labels[0]);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe(labels[0]);
    expect(new Set(labels).size).toBeGreaterThan(8);
    expect(labels).toHaveLength(extensions?.teamgraph.calls.length ?? 0);
  });

  it('leaves room for query and answer on a desktop, and is resized, closed and opened', async () => {
    const page = await come();
    await runTab(page, ONE_USER);
    const parts = ['.graphiql-query-editor', '.result-window', '.upstream'].map((part) => page.locator(part));
    for (const part of parts) {
      const box = await part.boundingBox();
      expect(box?.height).toBeGreaterThan(200);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(DESKTOP.height);
    }
    const height = async () => (await page.locator('.upstream').boundingBox())?.height ?? 0;
    const before = await height();
    await picture(page).getByRole('separator').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(height, SLOW_PAGE).toBeLessThan(before);
    await picture(page).getByRole('button', { expanded: true }).click();
    await expect.poll(height, SLOW_PAGE).toBeLessThan(60);
    await open(page, graph.url);
    await picture(page).getByRole('button', { expanded: false }).click();
    await picture(page).getByText('Run a query').waitFor();
    expect(visited?.consoleErrors).toEqual([]);
  });

  it('fits a phone in dark mode without scrolling sideways', async () => {
    const page = await come(PHONE, (fresh) => fresh.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' }));
    const { extensions } = await runTab(page, DASHBOARD);
    const headline = picture(page).getByRole('status');
    await headline.getByText(/calls in \d/).waitFor();
    await look(page, 'phone-closed');
    expect(await headline.evaluate((part) => part.scrollWidth - part.clientWidth)).toBeLessThanOrEqual(0);
    await picture(page).getByRole('button', { expanded: false }).click();
    await expect.poll(() => bars(page).count(), SLOW_PAGE).toBe(extensions?.teamgraph.calls.length);
    await look(page, 'phone');
    const overflows = `[document.documentElement, ...document.querySelectorAll('.upstream, .upstream *')]
      .filter((part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== 'inline')
      .filter((part) => part.tagName !== 'SPAN' && part.className !== 'upstream-spoken').map((part) => part.className)`;
    expect(await page.evaluate(overflows)).toEqual([]);
    for (const bar of await bars(page).all()) {
      const box = await bar.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(PHONE.width);
      expect(box?.height).toBeGreaterThan(24);
    }
    expect((await page.locator('.result-window').boundingBox())?.height).toBeGreaterThan(150);
    expect(visited?.consoleErrors).toEqual([]);
  });

  it('is mostly picture on a phone in landscape', async () => {
    const page = await come({ width: PHONE.height, height: PHONE.width });
    await runTab(page, DASHBOARD);
    await bars(page).first().waitFor();
    await look(page, 'phone-landscape');
    const heightOf = async (part: string) => (await page.locator(part).boundingBox())?.height ?? 0;
    expect(await heightOf('.upstream-picture')).toBeGreaterThan(3 * (await heightOf('.upstream-details')));
  });

  it('follows the theme', async () => {
    const page = await come();
    const choose = async (theme: 'Dark' | 'Light'): Promise<unknown> => {
      await page.getByRole('button', { name: 'Open settings dialog' }).click();
      await page.getByRole('button', { name: theme, exact: true }).click();
      await page.keyboard.press('Escape');
      await look(page, theme);
      return page.evaluate(`['backgroundColor', 'color'].map((one) =>
        getComputedStyle(document.querySelector('.upstream'))[one])`);
    };
    const [dark, light] = [await choose('Dark'), await choose('Light')];
    expect(dark).toEqual(['rgb(33, 42, 59)', expect.any(String)]);
    expect(light).toEqual(['rgb(255, 255, 255)', expect.any(String)]);
  });

  it('gives the reason of a query that failed before any call', async () => {
    const query = '{ nobody }';
    const tabs = JSON.stringify({ activeTabIndex: 0, tabs: [{ id: 'bad', title: 'Bad', query }] });
    const page = await come(DESKTOP, (fresh) =>
      fresh.addInitScript(`localStorage.setItem('graphiql:query', ${JSON.stringify(query)});
        localStorage.setItem('graphiql:tabState', ${JSON.stringify(tabs)});`),
    );
    const { errors } = await run(page);
    await picture(page).getByText('The query failed before any source was called.').waitFor();
    await picture(page)
      .getByText(errors?.[0]?.message ?? '')
      .waitFor();
    await look(page, 'refused');
  });

  it('keeps the last picture, dimmed, while it waits, and says that no server answers', async () => {
    const page = await come();
    await runTab(page, ONE_USER);
    await bars(page).first().waitFor();
    const held = Promise.withResolvers<void>();
    await page.route('**/graphql', async (route) => {
      await held.promise;
      await route.abort('connectionrefused');
    });
    await openExample(page, 'Member stats');
    await picture(page).getByText('Run a query').waitFor();
    await page.getByRole('button', { name: /Execute query/ }).click();
    await picture(page).getByText('running …').waitFor();
    expect(await bars(page).count()).toBeGreaterThan(10);
    expect(await picture(page).locator('.upstream-body').getAttribute('data-busy')).toBe('true');
    await look(page, 'waiting');
    held.resolve();
    await picture(page).getByText('The server did not answer.').waitFor();
    expect(await page.locator('.graphiql-response').textContent()).not.toMatch(/stack|Failed to fetch/);
    await look(page, 'gone');
  });

  it('explains a server that answers trusted documents only', async () => {
    await graph.close();
    const manifest = join(folder, 'manifest.json');
    writeFileSync(manifest, JSON.stringify({ 'kind-of-query': '{ __typename }' }));
    const settings = { ...LIMITS, TRUSTED_DOCUMENTS: manifest, TRUSTED_DOCUMENTS_ONLY: 'on' };
    graph = await startGraph({ settings, clock });
    const page = await come();
    await picture(page).getByText('This server answers trusted documents only.').waitFor();
    await look(page, 'trusted');
  });

  it('says where to enter a token, and uses an accepted one in every tab without storing it', async () => {
    await graph.close();
    const hash = createHash('sha256').update('SESAME').digest('hex');
    graph = await startGraph({ settings: { ...LIMITS, AUTH_TOKENS: `page:${hash}` }, clock });
    const page = await come();
    await picture(page).getByText('This server needs a token.').waitFor();
    await look(page, 'token');
    const write = async (token: string) => {
      await picture(page).getByRole('button', { name: 'Open Headers' }).click();
      await page.locator('.graphiql-editor-tool .monaco-editor.focused .selected-text').first().waitFor();
      await page.keyboard.insertText(token);
    };
    await write('WRONG');
    await run(page);
    await picture(page).getByText('This token is not valid.').waitFor();
    await look(page, 'wrong-token');
    await write('SESAME');
    const schema = page.waitForResponse((response) => (response.request().postData() ?? '').includes('__schema'));
    await run(page);
    expect((await schema).status()).toBe(200);
    await picture(page).getByText('Every tab sends your token').waitFor();
    await bars(page).first().waitFor();
    await look(page, 'accepted');

    const sends = async () => {
      const request = page.waitForRequest(isQuery);
      const { data } = await run(page);
      expect((await request).headers().authorization).toBe('Bearer SESAME');
      return data;
    };
    await openExample(page, ONE_USER);
    await page.getByRole('button', { name: 'Variables' }).click();
    await page.locator('.graphiql-editor-tool').getByText('@example.com').first().waitFor();
    expect((await sends()).user).toMatchObject({ email: expect.stringContaining('@') });
    await page.getByRole('button', { name: 'New tab' }).click();
    await expect.poll(() => tabsOf(page).count(), SLOW_PAGE).toBe(3);
    await page.locator('.graphiql-query-editor').click();
    await page.keyboard.insertText('{ __typename }');
    await expect.poll(() => page.evaluate("localStorage.getItem('graphiql:query')"), SLOW_PAGE).toBe('{ __typename }');
    expect(await sends()).toEqual({ __typename: 'Query' });
    const added = await tabsOf(page).last().boundingBox();
    expect((added?.x ?? 0) + (added?.width ?? 0)).toBeLessThanOrEqual(DESKTOP.width);

    await page.getByRole('button', { name: 'Show History' }).click();
    await page.locator('.graphiql-history-item').first().waitFor();
    expect(await page.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])')).not.toContain(
      'SESAME',
    );
  });

  it('keeps the strict content security policy, and has no inline script', async () => {
    const response = await fetch(graph.url, { headers: { accept: 'text/html' } });
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'self'; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; font-src 'self' data:; " +
        "img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
    );
    const scripts = [...(await response.text()).matchAll(/<script\b([^>]*)>(.*?)<\/script>/gs)];
    expect(scripts.map(([, attributes = '', text]) => [/\bsrc="\/graphiql\//.test(attributes), text])).toEqual([
      [true, ''],
    ]);
  });
});
