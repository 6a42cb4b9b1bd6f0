/** The words of the glossary: one word has one meaning, and what it replaces is not written any more. */
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { proseOf, readText, tableOf } from './support/docs.ts';

/** Where the dropped words are refused. */
const GLOBS = [
  ...['*.md', 'docs/**/*.md', 'ops/*.md', 'schema/*.md'],
  ...['{src,sandbox,bench,test}/**/*.ts', 'graphiql/src/**/*.{ts,tsx}', 'scripts/*.{mjs,ts}'],
];
/** This file lists what is refused. */
const EXCEPT = ['test/words.test.ts'];

/** What is refused as whole words, in whatever case, and what to write instead. */
const DROPPED: readonly (readonly [words: string, instead: string])[] = [
  ['somebody|somebody else', 'a caller, a person, a client'],
  ['whoever', 'a caller who, the operator who'],
  ['who asks|askers?', 'the caller, the requester'],
  ['is told so', 'the server says so, the answer says so'],
  ['how-manieth', 'position, index'],
  ['front door', 'HTTP server, authentication'],
  ['own names?', 'Host allow-list, domain, principal'],
  ['page of elsewhere|of elsewhere', 'a page of another origin'],
  ['patience', 'timeout, deadline'],
  ['crowd', 'connections, clients'],
  ['turned away|turns? away', 'rejected, refused'],
  ['watching', 'telemetry, observability'],
  ['pace|paced', 'rate limit, rate limiter'],
  ['passage', 'permit'],
  ['old cop(?:y|ies)|young cop(?:y|ies)', 'stale answer'],
  ['renew(?:s|ed|al)?', 'revalidate'],
  ['trail', 'provenance'],
  ['likeness', 'must-link, identifier'],
  ['may come in', 'is authenticated, is authorized'],
];

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const files = GLOBS.flatMap((glob) => globSync(glob, { cwd: ROOT }))
  // The peers of the comparison benchmark have packages of their own.
  .filter((file) => !EXCEPT.includes(file) && !file.includes('node_modules/'))
  .sort();

/** What a file says. Names in code are not its prose; the glossary quotes the dropped words in its last column. */
function saidIn(file: string): string {
  const text = readText(file);
  const said = file === 'docs/glossary.md' ? text.replace(/\|[^|\n]*\|$/gm, '|') : text;
  return file.endsWith('.md') ? proseOf(said) : said;
}

/** The dropped words in a text, each with its line and what to write instead. */
const droppedIn = (text: string): string[] =>
  text
    .split('\n')
    .flatMap((line, index) =>
      DROPPED.flatMap(([words, instead]) =>
        [...line.matchAll(new RegExp(`(?<![\\w-])(?:${words})(?![\\w-])`, 'gi'))].map(
          ([word]) => `line ${index + 1}: "${word}"; write: ${instead}`,
        ),
      ),
    );

describe('the dropped words', () => {
  it('are found whole, in whatever case', () => {
    expect(droppedIn('one\nSomebody at the front door asks patiently, at a spacewalk')).toEqual([
      'line 2: "Somebody"; write: a caller, a person, a client',
      'line 2: "front door"; write: HTTP server, authentication',
    ]);
  });

  it.each(files)('are not in %s', (file) => {
    expect(droppedIn(saidIn(file))).toEqual([]);
  });

  it('are looked for in the README, the docs and the decisions, and in the commands and the sandbox', () => {
    expect(files).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/people.md']));
    expect(files).toEqual(expect.arrayContaining(['sandbox/calcom/calcom.ts', 'scripts/run.mjs', 'src/cli/token.ts']));
    expect(files.filter((file) => file.startsWith('docs/decisions/')).length).toBeGreaterThan(5);
  });
});

describe('the glossary', () => {
  const rows = tableOf('docs/glossary.md', '| word | meaning | not |');

  it('has at most 40 lines', () => {
    expect(readText('docs/glossary.md').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  });

  it('gives each word one meaning', () => {
    const words = rows.flatMap(([cell = '']) => cell.split(', '));
    expect(words.length).toBeGreaterThan(20);
    expect(new Set(words).size).toBe(words.length);
    expect(rows.filter(([, meaning = '']) => meaning.length < 10)).toEqual([]);
  });

  it('drops only words that are refused', () => {
    const dropped = rows.flatMap(([, , cell = '']) => (cell === '' ? [] : cell.split(', ')));
    expect(dropped.length).toBeGreaterThan(10);
    expect(dropped.filter((word) => droppedIn(word).length === 0)).toEqual([]);
  });
});
