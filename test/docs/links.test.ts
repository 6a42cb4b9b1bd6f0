/** What a page points to is there. */
import { existsSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { blocksOf, codeIn, PAGES, readText, withoutBlocks } from '../support/docs.ts';

const ROOT = new URL('../../', import.meta.url);
const exists = (path: string): boolean => existsSync(new URL(path, ROOT));

interface Link {
  readonly path: string;
  readonly anchor?: string;
}

/** The links of a page to other places of the project, as paths from its root. */
function linksOf(page: string): Link[] {
  const targets = [...withoutBlocks(readText(page)).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target = '']) =>
    target.split('#'),
  );
  return targets.map(([path = '', anchor]) => ({
    path: path === '' ? page : posix.normalize(`${posix.dirname(page)}/${path}`),
    anchor,
  }));
}

/** The anchors that GitHub gives to a file: to the headings of a page, or to the lines of code. */
const anchorsOf = (path: string): string[] =>
  path.endsWith('.md')
    ? [...readText(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replace(/[^\p{L}\p{N} _-]/gu, '')
          .replaceAll(' ', '-'),
      )
    : readText(path)
        .split('\n')
        .map((_, index) => `L${index + 1}`);

const FOLDERS = 'bench|clients|docs|examples|graphiql|ops|sandbox|schema|scripts|src|test';
/** Whether a code span is a path below a folder of the project. A span with a placeholder is not. */
const isPath = (code: string): boolean => new RegExp(`^(${FOLDERS})/[\\w./-]*$`).test(code);

const COMMANDS = /\bnpm (start|test|run [\w:-]+)/g;

describe('every page', () => {
  it('is found', () => {
    expect(PAGES).toContain('README.md');
    expect(PAGES.length).toBeGreaterThan(20);
  });

  it.each(PAGES)('%s links only to files and headings that are there', (page) => {
    const links = linksOf(page);
    expect(links.filter(({ path }) => !exists(path))).toEqual([]);
    const broken = links.filter(
      ({ path, anchor }) =>
        anchor !== undefined && !statSync(new URL(path, ROOT)).isDirectory() && !anchorsOf(path).includes(anchor),
    );
    expect(broken).toEqual([]);
  });

  it.each(PAGES)('%s has no conflict markers of a merge', (page) => {
    expect(readText(page)).not.toMatch(/^(<{7}|={7}|>{7})( |$)/m);
  });

  it.each(PAGES)('%s names only paths that are there', (page) => {
    const paths = codeIn(withoutBlocks(readText(page))).filter(isPath);
    expect(paths.filter((path) => !exists(path))).toEqual([]);
  });

  it.each(PAGES)('%s names only commands that there are', (page) => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
    const named = [...readText(page).matchAll(COMMANDS)].map(([, command = '']) => command.replace('run ', ''));
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it.each(PAGES)('%s has code blocks that can be parsed', (page) => {
    for (const { language, text, line } of blocksOf(page)) {
      expect(['graphql', 'json', 'kotlin', 'mermaid', 'sh', 'swift', 'ts', 'yaml'], `line ${line}`).toContain(language);
      if (language === 'json') expect(() => JSON.parse(text), `line ${line}`).not.toThrow();
      if (language === 'yaml') expect(() => parse(text), `line ${line}`).not.toThrow();
    }
  });
});

describe('the map of the README', () => {
  it('leads to every page of docs/', () => {
    const linked = new Set(linksOf('README.md').map(({ path }) => path));
    const pages = PAGES.filter((page) => /^docs\/[^/]+\.md$/.test(page) && page !== 'docs/README.md');
    expect(pages.filter((page) => !linked.has(page))).toEqual([]);
    expect(readText('README.md').split('\n').length).toBeLessThanOrEqual(130);
  });

  it('and the index of docs/ lead to the same pages', () => {
    const linked = new Set(linksOf('docs/README.md').map(({ path }) => path));
    const pages = PAGES.filter((page) => /^docs\/[^/]+\.md$/.test(page) && page !== 'docs/README.md');
    expect(pages.filter((page) => !linked.has(page))).toEqual([]);
  });
});

describe('a decision', () => {
  const decisions = PAGES.filter((page) => page.startsWith('docs/decisions/'));

  it.each(decisions)('%s has the number of its file, a date and a status, and its place in the list', (page) => {
    const number = Number(/\/(\d{4})-/.exec(page)?.[1]);
    expect(readText(page)).toMatch(new RegExp(`^# ${number}\\. .+\\n\\nDate: \\d{4}-\\d{2}-\\d{2}\\. Status: [a-z]+`));
    expect(linksOf('docs/architecture.md').map(({ path }) => path)).toContain(page);
  });
});
