import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CHROMIUM,
  isMissing,
  launch,
  openExample,
  run,
  SLOW_PAGE,
  tabsOf,
  visit as visitPage,
} from '../support/browser.ts';
import { createJumpingClock } from '../support/clock.ts';
import { type Graph, startGraph } from '../support/graph.ts';

const title = isMissing ? 'GraphiQL in a browser (needs chromium: apt-get install chromium)' : 'GraphiQL in a browser';
/** Tall: the editor renders only visible lines. */
const VIEWPORT = { width: 1600, height: 2400 };

interface Example {
  readonly title: string;
  readonly name: string;
  readonly about: string;
  readonly query: string;
  readonly variables: string;
}

if (isMissing && process.env.CI === 'true') {
  it('the CI machine has a browser', () => {
    expect.fail(`no browser at ${CHROMIUM}: apt-get install chromium`);
  });
}

describe.skipIf(isMissing)(title, () => {
  let folder: string;
  let graph: Graph;
  let browser: Browser;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'teamgraph-graphiql-'));
    graph = await startGraph();
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    await graph.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const visit = () => visitPage(browser, graph.url, VIEWPORT);
  const resultOf = async (page: Page): Promise<string> =>
    // Each line is an element, and its spaces are non-breaking.
    (await page.locator('.graphiql-response .view-line').allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');

  async function examples(): Promise<Example[]> {
    const response = await fetch(new URL('/graphiql/tabs.json', graph.url));
    return (await response.json()) as Example[];
  }

  it('loads only from its own origin, without an error, a warning or a CSP violation', async () => {
    const { page, consoleErrors, crossOriginRequests } = await visit();
    await page.screenshot({ path: join(folder, 'loaded.png') });
    await page.close();
    expect(crossOriginRequests).toEqual([]);
    expect(consoleErrors).toEqual([]);
  });

  it('shows one tab, and all examples in a folder with a sentence each', async () => {
    const { page } = await visit();
    expect(await tabsOf(page).allInnerTexts()).toEqual(['TeamDashboard']);
    await page.getByRole('button', { name: 'Examples', exact: true }).click();
    const folded = page.getByRole('region', { name: 'Examples' }).getByRole('button');
    await folded.first().waitFor();
    const texts = (await folded.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
    await page.screenshot({ path: join(folder, 'examples.png') });
    await page.close();
    const listed = await examples();
    expect(listed.map(({ title: file }) => file)).toEqual(
      Array.from({ length: 20 }, (_, index) =>
        expect.stringMatching(new RegExp(`^${String(index + 1).padStart(2, '0')}-`)),
      ),
    );
    expect(texts).toEqual(listed.map(({ name, about }) => `${name} ${about}`));
    expect(listed[2]).toMatchObject({ name: 'One user', about: 'A person, and why the records are theirs.' });
  });

  it('runs the first query on a click and shows its data', async () => {
    const { page, consoleErrors } = await visit();
    const answer = await run(page);
    expect(answer.errors).toBeUndefined();
    expect(answer.data.periods.nodes).not.toEqual([]);
    await expect.poll(() => resultOf(page), SLOW_PAGE).toContain('"periods"');
    await page.screenshot({ path: join(folder, 'first-query.png') });
    await page.close();
    expect(consoleErrors).toEqual([]);
  });

  it('opens each example in a tab of its own, and runs it without an error', async () => {
    const { page, consoleErrors, crossOriginRequests } = await visit();
    for (const { name } of await examples()) {
      await openExample(page, name);
      const { data, errors } = await run(page);
      expect(errors, name).toBeUndefined();
      expect(JSON.stringify(data), name).not.toMatch(/^\{("\w+":(null|\[\]),?)*\}$/);
      await expect.poll(() => resultOf(page), SLOW_PAGE).toContain('"data"');
    }
    expect(await tabsOf(page).count()).toBe(21);
    await page.close();
    expect([consoleErrors, crossOriginRequests]).toEqual([[], []]);
  }, 90_000);

  it('opens the explorer, which lists the fields', async () => {
    const { page, consoleErrors } = await visit();
    await page.getByRole('button', { name: 'Show GraphiQL Explorer' }).click();
    const explorer = page.locator('.graphiql-plugin');
    await explorer.getByText('periods').first().waitFor();
    await page.screenshot({ path: join(folder, 'explorer.png') });
    await page.close();
    expect(consoleErrors).toEqual([]);
  });

  it('follows the theme setting', async () => {
    const { page, consoleErrors } = await visit();
    const choose = async (theme: 'Dark' | 'Light') => {
      await page.getByRole('button', { name: 'Open settings dialog' }).click();
      await page.getByRole('button', { name: theme, exact: true }).click();
      await page.keyboard.press('Escape');
      await expect
        .poll(() => page.locator('body').getAttribute('class'), SLOW_PAGE)
        .toMatch(new RegExp(`graphiql-${theme.toLowerCase()}`));
      await page.screenshot({ path: join(folder, `${theme.toLowerCase()}.png`) });
    };
    await choose('Dark');
    await choose('Light');
    await page.close();
    expect(consoleErrors).toEqual([]);
  });
});

describe('the examples', () => {
  let graph: Graph;
  beforeAll(async () => {
    graph = await startGraph();
  });
  afterAll(() => graph.close());

  it('hold queries that return data and no errors with their variables', async () => {
    const response = await fetch(new URL('/graphiql/tabs.json', graph.url));
    const tabs = (await response.json()) as Example[];
    expect(tabs).toHaveLength(20);
    for (const { title: name, query, variables } of tabs) {
      const { data, errors } = await graph.ask(query, JSON.parse(variables));
      expect(errors, name).toBeUndefined();
      for (const value of Object.values(data)) expect(value, name).not.toBeNull();
    }
  });

  it('get their values once the sources are reachable', async () => {
    const clock = createJumpingClock();
    const cold = await startGraph({ clock });
    const vendors = [cold.sandbox.calcom, cold.sandbox.alo, cold.sandbox.saleshandy];
    const tabs = async (): Promise<string> => {
      const response = await fetch(new URL('/graphiql/tabs.json', cold.url), { headers: { connection: 'close' } });
      return ((await response.json()) as Example[]).map(({ variables }) => variables).join();
    };
    await Promise.all(vendors.map((vendor) => vendor.kill()));
    await tabs();
    await Promise.all(vendors.map((vendor) => vendor.revive()));
    clock.jump(60_000);
    const later = await tabs();
    await cold.close();
    expect(later).not.toMatch(/"(id|email)": ""|"ids": \[\]/);
  });
});
