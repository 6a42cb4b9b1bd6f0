/** What a person needs who explores: links to queries, the folder of examples, names for a screen reader, documentation. */
import { mkdtempSync, rmSync } from 'node:fs';
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
import { type Graph, startGraph } from '../support/graph.ts';

const title = isMissing
  ? 'exploring in a browser (needs chromium: apt-get install chromium)'
  : 'exploring in a browser';
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const DARK = (page: Page): Promise<void> => page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
const TWO = `query People($first: Int) { users(first: $first) { totalCount } }
query Periods { periods { totalCount } }`;

describe.skipIf(isMissing)(title, { timeout: 60_000 }, () => {
  let folder: string;
  let browser: Browser;
  let graph: Graph;
  let visited: Visit | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'teamgraph-explore-'));
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

  async function come(
    parameters: Readonly<Record<string, string>> = {},
    viewport: Viewport = DESKTOP,
    prepare?: (page: Page) => Promise<unknown>,
  ): Promise<Page> {
    visited = await visit(browser, linkOf(parameters), viewport, prepare);
    return visited.page;
  }
  const linkOf = (parameters: Readonly<Record<string, string>>): string =>
    `${graph.url}${Object.keys(parameters).length > 0 ? '?' : ''}${new URLSearchParams(parameters)}`;
  const look = (page: Page, name: string) => page.screenshot({ path: join(folder, `${name}.png`) });
  const textOf = async (part: Locator): Promise<string> =>
    (await part.locator('.view-line').allInnerTexts()).join('\n').replaceAll('\u00a0', ' ').trimEnd();
  const query = (page: Page): Promise<string> => textOf(page.locator('.graphiql-query-editor'));
  const variables = (page: Page): Promise<string> => textOf(page.locator('.graphiql-editor-tool').first());
  const panel = (page: Page): Locator => page.getByRole('region', { name: 'Upstream calls' });
  const heightOf = async (part: Locator): Promise<number> => (await part.boundingBox())?.height ?? 0;

  describe('a link', () => {
    it('opens a tab with its query, variables and operation, and does not run it', async () => {
      const sent: string[] = [];
      const parameters = { query: TWO, variables: '{"first":3}', operationName: 'Periods' };
      const page = await come(parameters, DESKTOP, async (fresh) => {
        fresh.on('request', (request) => {
          if (isQuery(request)) sent.push(request.postDataJSON().operationName);
        });
      });
      await expect.poll(() => query(page), SLOW_PAGE).toBe(TWO);
      expect(await variables(page)).toBe('{\n  "first": 3\n}');
      expect(await tabsOf(page).allInnerTexts()).toEqual(['Periods']);
      await page
        .getByRole('button', { name: /^Price: / })
        .and(page.locator('[aria-busy="false"]'))
        .waitFor();
      expect(sent).toEqual(['IntrospectionQuery']);
      const asked = page.waitForRequest(isQuery);
      await page.keyboard.press('ControlOrMeta+Enter');
      await page.getByRole('button', { name: /Execute query/ }).click();
      await page.getByRole('menuitem', { name: 'Periods' }).click();
      expect((await asked).postDataJSON()).toMatchObject({
        query: TWO,
        variables: { first: 3 },
        operationName: 'Periods',
      });
      expect([visited?.consoleErrors, visited?.crossOriginRequests]).toEqual([[], []]);
    });

    it('adds a tab to those that are there, once, and leaves it as the reader changed it', async () => {
      const page = await come();
      await open(page, linkOf({ query: '{ __typename }' }));
      expect(await tabsOf(page).allInnerTexts()).toEqual(['TeamDashboard', '<untitled>']);
      await open(page, linkOf({ query: '{ __typename }' }));
      expect(await tabsOf(page).count()).toBe(2);
      await page.locator('.graphiql-query-editor .monaco-editor').first().click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.press('Delete');
      await page.keyboard.insertText('query Mine { __typename }');
      await expect
        .poll(() => page.evaluate("localStorage.getItem('graphiql:tabState')"), SLOW_PAGE)
        .toContain('"title":"Mine"');
      await open(page, page.url());
      expect(await tabsOf(page).allInnerTexts()).toEqual(['TeamDashboard', 'Mine']);
      expect(await query(page)).toBe('query Mine { __typename }');
    });

    it('shows variables that are no JSON as they are, and a query that is not valid', async () => {
      const page = await come({ query: '{ users {', variables: '{ first: ' });
      await expect.poll(() => query(page), SLOW_PAGE).toBe('{ users {');
      expect(await variables(page)).toBe('{ first:');
      expect(visited?.consoleErrors).toEqual([]);
    });
  });

  describe('the button that copies a link', () => {
    const field = (page: Page): Locator => page.getByRole('textbox', { name: 'Link' });
    const copyLink = (page: Page): Promise<void> =>
      page.getByRole('button', { name: 'Copy link to this query' }).click();

    it('puts a link into the clipboard that opens the same tab', async () => {
      const page = await come({ query: TWO, variables: '{"first":3}', operationName: 'Periods' });
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await copyLink(page);
      await page.getByText('The link is copied.').waitFor();
      const link = String(await page.evaluate('navigator.clipboard.readText()'));
      expect(link).toBe(await field(page).inputValue());
      expect([...new URL(link).searchParams]).toEqual([
        ['query', TWO],
        ['variables', '{"first":3}'],
        ['operationName', 'Periods'],
      ]);
      await look(page, 'link');
      await page.evaluate('localStorage.clear()');
      await open(page, link);
      await expect.poll(() => query(page), SLOW_PAGE).toBe(TWO);
      expect(await tabsOf(page).allInnerTexts()).toEqual(['Periods']);
    });

    it.each([
      ['forbids it', "navigator.clipboard.writeText = async () => { throw new DOMException('no', 'NotAllowedError') }"],
      ['has no clipboard', "Object.defineProperty(navigator, 'clipboard', { value: undefined })"],
    ])('shows the link in a field, selected, where the browser %s', async (_, script) => {
      const page = await come({ query: '{ __typename }' }, DESKTOP, (fresh) => fresh.addInitScript(script));
      await copyLink(page);
      await page.getByText('Copy this link:').waitFor();
      const selected = `document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)`;
      await expect.poll(() => page.evaluate(selected), SLOW_PAGE).toBe(`${graph.url}?query=%7B+__typename+%7D`);
      await page.keyboard.press('Escape');
      await field(page).waitFor({ state: 'hidden' });
      expect(visited?.consoleErrors).toEqual([]);
    });

    it('does not copy headers, and fits a phone', async () => {
      const page = await come({ query: '{ __typename }' }, PHONE, DARK);
      await page.getByRole('button', { name: 'Headers' }).click();
      await page.locator('.graphiql-editor-tool .monaco-editor').last().click();
      await page.keyboard.insertText('{ "authorization": "Bearer SESAME" }');
      await copyLink(page);
      await expect.poll(() => field(page).inputValue(), SLOW_PAGE).toContain('__typename');
      expect(await field(page).inputValue()).not.toMatch(/SESAME|authorization/i);
      await look(page, 'link-phone');
      const { x = -1, width = 0 } =
        (await page.getByRole('region', { name: 'Link to this query' }).boundingBox()) ?? {};
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(PHONE.width);
    });
  });

  describe('the folder of examples', () => {
    const examples = (page: Page): Locator => page.getByRole('region', { name: 'Examples' });

    it.each([
      ['a desktop', DESKTOP],
      ['a phone', PHONE],
    ])('is seen whole on %s', async (name, viewport) => {
      const page = await come({}, viewport, viewport === PHONE ? DARK : undefined);
      await page.getByRole('button', { name: 'Examples', exact: true }).click();
      await look(page, `examples-${name}`);
      const buttons = await examples(page).getByRole('button').all();
      expect(buttons).toHaveLength(20);
      for (const button of buttons) {
        const { x = -1, y = -1, width = 0, height = 0 } = (await button.boundingBox()) ?? {};
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x + width).toBeLessThanOrEqual(viewport.width);
        expect(y + height).toBeLessThanOrEqual(viewport.height);
        expect(height).toBeGreaterThan(24);
      }
    });

    it('opens a tab by keyboard, and what is there stays', async () => {
      const page = await come();
      const button = page.getByRole('button', { name: 'Examples', exact: true });
      await button.focus();
      await page.keyboard.press('Enter');
      await examples(page).waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await examples(page).waitFor({ state: 'hidden' });
      expect(await tabsOf(page).allInnerTexts()).toEqual(['TeamDashboard', 'BookingList']);
      expect((await run(page)).data.bookings.edges).not.toEqual([]);
      await button.click();
      await page.keyboard.press('Escape');
      await examples(page).waitFor({ state: 'hidden' });
      expect(await tabsOf(page).count()).toBe(2);
    });
  });

  it('gives each button, field and picture a name in words', async () => {
    const page = await come();
    await openExample(page, 'One user');
    await run(page);
    const seen = new Map<string, string>();
    const note = async (place: string): Promise<void> => {
      const snapshot = await page.locator('body').ariaSnapshot();
      const parts = snapshot.matchAll(
        /- '?(button|link|img|textbox|combobox|searchbox|menuitem|tab|checkbox|separator)\b(?: "((?:[^"\\]|\\.)*)")?/g,
      );
      for (const [, role = '', name = ''] of parts) seen.set(`${role} ${name}`, place);
    };
    await note('the page');
    for (const name of ['Documentation Explorer', 'History', 'GraphiQL Explorer']) {
      await page.getByRole('button', { name: `Show ${name}` }).click();
      await page.waitForFunction('document.querySelector(".graphiql-plugin")?.textContent.length > 5');
      await note(name);
    }
    await page.getByRole('button', { name: 'Hide GraphiQL Explorer' }).click();
    for (const name of ['Open short keys dialog', 'Open settings dialog']) {
      await page.getByRole('button', { name }).click();
      await page.getByRole('dialog').waitFor();
      await note(name);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    for (const name of ['Examples', 'Copy link to this query']) {
      await page.getByRole('button', { name, exact: true }).click();
      await note(name);
      await page.keyboard.press('Escape');
    }
    await panel(page).getByRole('button', { expanded: false }).click();
    await panel(page).locator('ol button').first().waitFor();
    await note('the panel');
    const names = [...seen].filter(([named]) => !/^\w+ .*\p{L}{2,}/u.test(named));
    expect(names).toEqual([]);
    // A name that a minifier made is short: "fs icon".
    expect(
      [...seen.keys()].filter((named) => /\b\w{1,3} icon\b/i.test(named) && !/pen icon|star icon/.test(named)),
    ).toEqual([]);
    expect(seen.size).toBeGreaterThan(40);
    const titles = (await page.evaluate(
      `[...document.querySelectorAll('svg title')].map((one) => one.textContent)`,
    )) as string[];
    expect(titles.filter((text) => !/^[a-z]{3,}( [a-z]{3,})* icon$/.test(text))).toEqual([]);
  });

  describe('the panel of what a query cost', () => {
    const ONE_LINE = 40;

    it.each([
      ['a desktop', DESKTOP],
      ['a phone', PHONE],
    ])('takes one line on %s, before and after a query, until it is opened', async (_, viewport) => {
      const page = await come({}, viewport);
      expect(await heightOf(panel(page))).toBeLessThan(ONE_LINE);
      await run(page);
      await panel(page)
        .getByText(/calls? in \d/)
        .first()
        .waitFor();
      expect(await heightOf(panel(page))).toBeLessThan(ONE_LINE);
      await panel(page).getByRole('button', { expanded: false }).click();
      await expect.poll(() => heightOf(panel(page)), SLOW_PAGE).toBeGreaterThan(200);
      await page.reload();
      await expect.poll(() => heightOf(panel(page)), SLOW_PAGE).toBeGreaterThan(200);
    });

    it.each([
      ['a desktop', DESKTOP],
      ['a phone', PHONE],
    ])('opens on %s when a source fails, and is closed again after a whole answer', async (name, viewport) => {
      const page = await come({}, viewport, DARK);
      await openExample(page, 'Actions by state');
      await graph.sandbox.alo.kill();
      await run(page);
      await panel(page).getByRole('button', { expanded: true }).waitFor();
      await look(page, `failed-${name}`);
      expect(await heightOf(page.locator('.graphiql-query-editor'))).toBeGreaterThan(100);
      await panel(page).getByRole('button', { expanded: true }).click();
      await panel(page).getByRole('button', { expanded: false }).waitFor();
      await openExample(page, 'Sources');
      await run(page);
      expect(await heightOf(panel(page))).toBeLessThan(ONE_LINE);
    });

    it('opens when the query is rejected', async () => {
      const page = await come({ query: '{ nobody }' });
      await run(page);
      await panel(page).getByText('The query failed before any source was called.').waitFor();
      await openExample(page, 'Sources');
      await run(page);
      await expect.poll(() => heightOf(panel(page)), SLOW_PAGE).toBeLessThan(ONE_LINE);
    });
  });

  it('documents the schema: what it is for, an index of what a reader may want, a sorted list of types', async () => {
    const page = await come();
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    const docs = page.getByRole('region', { name: 'Documentation Explorer' });
    await docs.getByText("One graph over a team's working life").waitFor();
    await docs.getByText('I want to ...').waitFor();
    expect(await docs.getByRole('listitem').count()).toBeGreaterThan(10);
    await look(page, 'docs');
    const types = await docs.locator('.graphiql-doc-explorer-type-name').allInnerTexts();
    expect(types.length).toBeGreaterThan(80);
    // The first one is the root type.
    expect(types.slice(1)).toEqual(types.slice(1).sort());
    await docs.getByRole('link', { name: 'Query', exact: true }).click();
    await docs.getByText('The entry points of the graph.').waitFor();
    const fields = await docs.locator('.graphiql-doc-explorer-field-name').allInnerTexts();
    expect(fields.length).toBeGreaterThan(15);
    expect(fields).toEqual([...fields].sort());
  });
});
