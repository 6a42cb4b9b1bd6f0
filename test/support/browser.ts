/** Drives the GraphiQL page in a browser. */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Locator, type Page, type Request } from 'playwright-core';
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

/** A new page, with the faults that a test expects not to find. */
export interface Visit {
  readonly page: Page;
  /** Errors and warnings of the console, and violations of the content security policy. */
  readonly consoleErrors: string[];
  readonly crossOriginRequests: string[];
}

export interface Viewport {
  readonly width: number;
  readonly height: number;
}

/** A timeout for polls: the machine may be busy. */
export const SLOW_PAGE = { timeout: 15_000 };

/** Opens the page with an empty storage. `prepare` runs before it loads anything. */
export async function visit(
  browser: Browser,
  url: string,
  viewport: Viewport,
  prepare: (page: Page) => Promise<unknown> = async () => {},
): Promise<Visit> {
  const page = await browser.newPage({ viewport });
  const consoleErrors: string[] = [];
  const crossOriginRequests: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) consoleErrors.push(message.text());
  });
  page.on('pageerror', (error) => consoleErrors.push(String(error)));
  const own = new URL(url).origin;
  await page.route(
    (target) => target.origin !== own,
    (route) => {
      const target = route.request().url();
      if (/^(data|blob):/.test(target)) return route.continue();
      crossOriginRequests.push(target);
      return route.abort();
    },
  );
  // A string, because it is code of the page, which has other globals than this file.
  await page.addInitScript(`
    addEventListener('securitypolicyviolation', (event) => console.error('policy', event.violatedDirective, event.blockedURI));
  `);
  await prepare(page);
  await open(page, url);
  return { page, consoleErrors, crossOriginRequests };
}

/** Loads the page, and waits for the schema and the query. */
export async function open(page: Page, url: string): Promise<void> {
  const introspected = page.waitForResponse((response) => isQuery(response.request()));
  await page.goto(url);
  await introspected;
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
}

/** Whether the page asks for a price alone. */
export const isPriceRequest = (request: Request): boolean => request.headers()['teamgraph-plan'] === 'only';

/** Whether the page runs a query. */
export const isQuery = (request: Request): boolean => request.method() === 'POST' && !isPriceRequest(request);

/** The tabs of the query editor. */
export const tabsOf = (page: Page): Locator =>
  page.getByRole('tablist', { name: 'Select active operation' }).getByRole('tab');

/** Opens an example in a new tab. `name` is that of the folder of examples, such as `One user`. */
export async function openExample(page: Page, name: string): Promise<void> {
  const folder = page.getByRole('region', { name: 'Examples' });
  await page.getByRole('button', { name: 'Examples', exact: true }).click();
  await folder.getByRole('button', { name: new RegExp(`^${name} `) }).click();
  await folder.waitFor({ state: 'hidden' });
}

/** Runs the query of the active tab, and returns the answer. */
export async function run(page: Page): Promise<GraphAnswer> {
  const answered = page.waitForResponse((response) => isQuery(response.request()));
  await page.getByRole('button', { name: /Execute query/ }).click();
  return (await (await answered).json()) as GraphAnswer;
}
