/** A browser, and what a visit to GraphiQL is in it. */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import type { GraphAnswer } from './graph.ts';

export const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
export const isMissing = !existsSync(CHROMIUM);

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: FLAGS });

/** A page of its own, as on a first visit, and everything that it should not have said or asked. */
export interface Visit {
  readonly page: Page;
  readonly complaints: string[];
  readonly requestsElsewhere: string[];
}

export interface Viewport {
  readonly width: number;
  readonly height: number;
}

/** For what the page takes its time to show; the machine may be busy. */
export const PATIENTLY = { timeout: 15_000 };

/** `prepare` is called with the page before it loads anything. */
export async function visit(
  browser: Browser,
  url: string,
  viewport: Viewport,
  prepare: (page: Page) => Promise<unknown> = async () => {},
): Promise<Visit> {
  // With a storage of its own: everybody comes for the first time.
  const page = await browser.newPage({ viewport });
  const complaints: string[] = [];
  const requestsElsewhere: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  const own = new URL(url).origin;
  await page.route(
    (target) => target.origin !== own,
    (route) => {
      const target = route.request().url();
      if (/^(data|blob):/.test(target)) return route.continue();
      requestsElsewhere.push(target);
      return route.abort();
    },
  );
  // As text, for it is the page's code and knows other globals than this file.
  await page.addInitScript(`
    addEventListener('securitypolicyviolation', (event) => console.error('policy', event.violatedDirective, event.blockedURI));
  `);
  await prepare(page);
  await open(page, url);
  return { page, complaints, requestsElsewhere };
}

/** Waits until the page has asked for the schema and shows the query. */
export async function open(page: Page, url: string): Promise<void> {
  const introspected = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.goto(url);
  await introspected;
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
}

export const tabsOf = (page: Page): Locator =>
  page.getByRole('tablist', { name: 'Select active operation' }).getByRole('tab');

export async function run(page: Page): Promise<GraphAnswer> {
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByRole('button', { name: /Execute query/ }).click();
  return (await (await answered).json()) as GraphAnswer;
}
