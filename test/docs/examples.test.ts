/**
 * What the docs show is what a reader gets. Every query of every page is run on the sandbox: with the JSON after it as its
 * answer, or else without errors. A comment before a query names the caller, or a header.
 */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePeopleFile } from '../../src/people/people-file.ts';
import { createJumpingClock } from '../support/clock.ts';
import { blocksOf, type CodeBlock, PAGES, readText } from '../support/docs.ts';
import { type Graph, startGraph } from '../support/graph.ts';
import { runScript } from '../support/process.ts';

const RANGE = { from: '2026-03-09T00:00:00Z', to: '2026-03-16T00:00:00Z' };

interface Example {
  readonly query: CodeBlock;
  /** Undefined where the page shows none. */
  readonly answer?: CodeBlock;
}

const EXAMPLES: readonly Example[] = PAGES.flatMap((page) => {
  const blocks = blocksOf(page);
  return blocks.flatMap((query, place) => {
    const next = blocks[place + 1];
    if (query.language !== 'graphql') return [];
    return [{ query, answer: next?.language === 'json' && next.comment === undefined ? next : undefined }];
  });
});

/** The headers of the request that the comment before a query describes. */
const HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'as a caller without a token': {},
  'as a caller without scopes': { authorization: 'Bearer without' },
  'as a caller with all scopes': { authorization: 'Bearer with' },
  'with the header teamgraph-plan: only': { authorization: 'Bearer with', 'teamgraph-plan': 'only' },
};
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph({ settings: { AUTH_TOKENS: `all:${sha256('with')},none:${sha256('without')}:none` } });
});
afterAll(() => graph.close());

/** The answer to an example as its comment requests it; without a comment, for a caller with all scopes. */
async function answerTo({ text, comment = 'as a caller with all scopes' }: CodeBlock): Promise<unknown> {
  expect(Object.keys(HEADERS)).toContain(comment);
  const response = await fetch(graph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close', ...HEADERS[comment] },
    body: JSON.stringify({ query: text, variables: { range: RANGE } }),
  });
  return response.json();
}

describe('an example', () => {
  it('is found on several pages', () => {
    expect(new Set(EXAMPLES.map(({ query }) => query.page)).size).toBeGreaterThan(4);
    expect(EXAMPLES.filter(({ answer }) => answer !== undefined).length).toBeGreaterThan(3);
  });

  it.each(EXAMPLES.map((example) => [`${example.query.page}:${example.query.line}`, example] as const))(
    '%s has the answer that the page shows',
    async (_, { query, answer }) => {
      const given = await answerTo(query);
      if (answer) expect(given).toEqual(JSON.parse(answer.text));
      else expect(given).not.toHaveProperty('errors');
    },
  );

  it('for the people file finds names that could be linked', async () => {
    const [query] = blocksOf('docs/people.md').filter(({ language }) => language === 'graphql');
    const given = (await answerTo(query as CodeBlock)) as {
      data: { people: { unlinkedNames: { totalCount: number } } };
    };
    expect(given.data.people.unlinkedNames.totalCount).toBeGreaterThan(0);
  });

  it('of a people file can be parsed', () => {
    const [file] = blocksOf('docs/people.md').filter(({ language }) => language === 'yaml');
    const { people, apart } = parsePeopleFile(file?.text ?? '');
    expect([people.length, apart.length]).toEqual([2, 1]);
  });
});

describe('the example of a trace', () => {
  it('has the fields and values that a stale answer has', async () => {
    const [block] = blocksOf('docs/querying.md').filter(({ comment }) => comment === 'example of a trace');
    const { calls, stale } = JSON.parse(block?.text ?? '').extensions.teamgraph;
    const clock = createJumpingClock();
    const cached = await startGraph({ settings: { CACHE: 'on' }, clock });
    try {
      await cached.ask('{ periods { totalCount } }');
      clock.jump(5_400_000);
      await cached.sandbox.alo.kill();
      const trace = (await cached.trace('{ periods { totalCount } }')).extensions?.teamgraph;
      const measured = { startMs: expect.any(Number), waitMs: expect.any(Number), ms: expect.any(Number) };
      const ages = { ageMs: expect.any(Number), rows: expect.any(Number) };
      expect(calls.map((call: object) => ({ ...call, ...measured, ...ages }))).toEqual(trace?.calls);
      expect(stale.map((one: object) => ({ ...one, ageMs: expect.any(Number) }))).toEqual(trace?.stale);
      expect(readText('docs/querying.md')).toContain('`sources`');
      expect(Object.keys(trace ?? {}).sort()).toEqual(['calls', 'ms', 'sources', 'stale']);
    } finally {
      await cached.close();
    }
  });
});

describe('the example of npm run plan', () => {
  it('prints what the page shows', async () => {
    const [block] = blocksOf('docs/call-plan.md').filter(({ comment }) => comment === 'prints');
    const [, file = '', variables = '{}'] =
      /^npm run plan -- (\S+)(?: --variables '([^']*)')?$/m.exec(block?.text ?? '') ?? [];
    const script = fileURLToPath(new URL('../../src/cli/plan.ts', import.meta.url));
    const path = fileURLToPath(new URL(`../../${file}`, import.meta.url));
    const { stdout } = await runScript(script, [path, '--variables', variables]);
    const shown = (block?.text ?? '').split('\n').flatMap((line) => /^# ?(.*)$/.exec(line)?.[1] ?? []);
    expect(shown).toEqual(stdout.trimEnd().split('\n'));
  });
});

describe('a command', () => {
  it('sets only settings that docs/settings.md explains', () => {
    const settings = readText('docs/settings.md');
    const given = PAGES.flatMap((page) =>
      blocksOf(page)
        .filter(({ language }) => language === 'sh')
        .flatMap(({ text }) => [...text.matchAll(/\b([A-Z][A-Z\d_]+)=/g)].map(([, name = '']) => name)),
    );
    expect(given.length).toBeGreaterThan(5);
    expect(given.filter((name) => !settings.includes(`\`${name}\``))).toEqual([]);
  });
});
