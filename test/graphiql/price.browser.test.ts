/** The price beside the run button: what a query would cost, before it runs, and the plan behind it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  isMissing,
  isPriceRequest,
  launch,
  run,
  SLOW_PAGE,
  type Viewport,
  type Visit,
  visit,
} from '../support/browser.ts';
import { type Graph, startGraph } from '../support/graph.ts';

const title = isMissing
  ? 'the price of a query in a browser (needs chromium: apt-get install chromium)'
  : 'the price of a query in a browser';
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const FREE = '{ __typename }';
/** Costs one call, which the page itself does not make to fill in its ready tabs. */
const PAID = '{ memberStats(timeZone: "UTC") { mostBookings { value } } }';
const SEVERAL = `query Free ${FREE} query Paid ${PAID}`;

describe.skipIf(isMissing)(title, { timeout: 60_000 }, () => {
  let folder: string;
  let browser: Browser;
  let graph: Graph;
  let visited: Visit | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'teamgraph-price-'));
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    graph = await startGraph({ settings: { CACHE: 'on' } });
  });
  afterEach(async () => {
    await visited?.page.close();
    await graph.close();
  });

  /** Opens the page with this query in its only tab. */
  async function come(query: string, viewport: Viewport = DESKTOP, prepare = async (_: Page) => {}): Promise<Page> {
    const tabs = JSON.stringify({ activeTabIndex: 0, tabs: [{ id: 'own', title: 'Own', query }] });
    visited = await visit(browser, graph.url, viewport, async (page) => {
      await page.addInitScript(`if (!localStorage.getItem('graphiql:tabState')) {
        localStorage.setItem('graphiql:query', ${JSON.stringify(query)});
        localStorage.setItem('graphiql:tabState', ${JSON.stringify(tabs)});
      }`);
      await prepare(page);
    });
    return visited.page;
  }
  /** Replaces the query. */
  async function write(page: Page, query: string): Promise<void> {
    await page.locator('.graphiql-query-editor .monaco-editor').first().click();
    await page.keyboard.press('ControlOrMeta+A');
    // The editor would put a bracket around what is selected.
    await page.keyboard.press('Delete');
    await page.keyboard.insertText(query);
  }
  const price = (page: Page): Locator => page.getByRole('button', { name: /^Price: / });
  const settled = (page: Page, text: string): Promise<void> =>
    price(page).and(page.locator('[aria-busy="false"]')).filter({ hasText: text }).waitFor();
  const plan = (page: Page): Locator => page.getByRole('region', { name: 'The plan of this query' });
  const upstreamCalls = (): number =>
    [graph.sandbox.calcom, graph.sandbox.alo, graph.sandbox.saleshandy].reduce(
      (sum, { calls }) => sum + calls.length,
      0,
    );
  const look = (page: Page, name: string) => page.screenshot({ path: join(folder, `${name}.png`) });

  it('stands there before the query runs, follows what is typed, and calls no source', async () => {
    const page = await come(PAID);
    await settled(page, '1 call');
    const before = upstreamCalls();
    await write(page, FREE);
    await settled(page, '0 calls');
    await write(page, PAID);
    await settled(page, '1 call');
    expect(upstreamCalls()).toBe(before);
    await look(page, 'price');
    expect([visited?.consoleErrors, visited?.crossOriginRequests]).toEqual([[], []]);
  });

  it('is that of what is cached once the query has run', async () => {
    const page = await come(PAID);
    await settled(page, '1 call');
    await run(page);
    await settled(page, '0 calls');
  });

  it('is not shown for an invalid query, or for variables that it cannot take', async () => {
    const page = await come(PAID);
    await settled(page, '1 call');
    for (const invalid of [
      '{ memberStats { shoeSize } }',
      '{ memberStats {',
      'query ($id: ID!) { node(id: $id) { id } }',
    ]) {
      await write(page, invalid);
      await price(page).waitFor({ state: 'detached' });
    }
    await write(page, PAID);
    await settled(page, '1 call');
    expect(visited?.consoleErrors).toEqual([]);
  });

  it('is that of the operation that was chosen last', async () => {
    const page = await come(SEVERAL);
    await settled(page, '0 calls');
    const asked = page.waitForRequest(
      (request) => isPriceRequest(request) && request.postDataJSON().operationName === 'Paid',
    );
    await page.getByRole('button', { name: /Execute query/ }).click();
    await page.getByRole('menuitem', { name: 'Paid' }).click();
    await asked;
  });

  it('is never that of an older query: the request is aborted when typing goes on', async () => {
    const page = await come(FREE);
    await settled(page, '0 calls');
    const held = Promise.withResolvers<void>();
    const isHeld = (request: Request): boolean =>
      isPriceRequest(request) && request.postData()?.includes('memberStats') === true;
    await page.route('**/graphql', async (route) => {
      if (isHeld(route.request())) await held.promise;
      await route.continue().catch(() => {});
    });
    const [sent, aborted] = [page.waitForRequest(isHeld), page.waitForEvent('requestfailed', isHeld)];
    await write(page, PAID);
    await sent;
    await page.locator('.price[aria-busy="true"]').waitFor();
    await write(page, '{ __typename kind: __typename }');
    await aborted;
    await settled(page, '0 calls');
    held.resolve();
    await write(page, '{ __typename other: __typename }');
    await settled(page, '0 calls');
  });

  it('opens the plan, by mouse and by keyboard', async () => {
    const page = await come(PAID);
    await settled(page, '1 call');
    await price(page).click();
    await plan(page).waitFor();
    await look(page, 'plan');
    expect(await plan(page).getByRole('row').allInnerTexts()).toEqual([
      expect.stringContaining('Calls'),
      expect.stringMatching(/Cal\.com\s+booking-member-stats\s+1\s+0/),
      expect.stringContaining('for memberStats'),
    ]);
    await page.keyboard.press('Escape');
    await plan(page).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: /Execute query/ }).focus();
    await page.keyboard.press('Tab');
    expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe(
      'Price: 1 call. Show the plan',
    );
    await page.keyboard.press('Enter');
    await plan(page).waitFor();
    await page.keyboard.press('Escape');
    await plan(page).waitFor({ state: 'hidden' });
    expect(await page.evaluate('document.activeElement.className')).toBe('price');
  });

  it('fits a phone in dark mode, with the plan', async () => {
    const query = `query ($range: DateTimeRange = { from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }) {
      periods(range: $range) { nodes { name actions { totalCount } } }
      users(first: 100) { nodes { bookings(range: $range) { totalCount } prospectStats(range: $range) { contacted } } }
    }`;
    const page = await come(query, PHONE, (fresh) =>
      fresh.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' }),
    );
    await price(page).click();
    await plan(page).waitFor();
    await look(page, 'plan-phone');
    for (const part of [price(page), plan(page)]) {
      const { x = 0, y = 0, width = 0, height = 0 } = (await part.boundingBox()) ?? {};
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(PHONE.width);
      expect(y + height).toBeLessThanOrEqual(PHONE.height);
      expect(await part.evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(0);
    }
    expect(visited?.consoleErrors).toEqual([]);
  });

  it('stands beside what happened once the query has run', async () => {
    const page = await come(PAID);
    await run(page);
    await page.getByRole('button', { name: /^Upstream/ }).click();
    const beside = page.getByRole('region', { name: 'Plan and calls' });
    await beside.waitFor();
    await look(page, 'beside');
    expect(await beside.getByRole('columnheader').allInnerTexts()).toEqual(['Endpoint', 'Planned', 'Made', 'Cached']);
    await expect
      .poll(() => beside.getByRole('row').allInnerTexts(), SLOW_PAGE)
      .toContainEqual(expect.stringMatching(/Cal\.com\s+booking-member-stats\s+1\s+1\s+0/));
    expect(await beside.textContent()).not.toContain('not planned');
  });
});
