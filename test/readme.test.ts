/** What the README shows is what a reader gets. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../sandbox/index.ts';
import { parsePeopleFile } from '../src/people/people-file.ts';
import { countCalls } from './oracle/calls.ts';
import { type Graph, startGraph, startServer } from './support/graph.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const block = (language: string, place = 1): string =>
  README.split(`\`\`\`${language}\n`)[place]?.split('\n```')[0] ?? '';

interface Tab {
  readonly title: string;
  readonly query: string;
  readonly variables: string;
}

let graph: Graph;
let tabs: Tab[];
beforeAll(async () => {
  graph = await startGraph();
  tabs = (await (await fetch(new URL('/graphiql/tabs.json', graph.url))).json()) as Tab[];
});
afterAll(() => graph.close());

describe('the README', () => {
  it('shows a first query with the answer it has', async () => {
    expect(await graph.ask(block('graphql'))).toEqual(JSON.parse(block('json')));
  });

  it('shows a people file that is one, and the query for what it could mend', async () => {
    const { people, apart } = parsePeopleFile(block('yaml'));
    expect([people.length, apart.length]).toEqual([2, 1]);
    const range = { from: '2026-03-09T00:00:00Z', to: '2026-03-16T00:00:00Z' };
    const { data, errors } = await graph.ask(block('graphql', 2), { range });
    expect(errors).toBeUndefined();
    expect(data.people.unlinkedNames.totalCount).toBeGreaterThan(0);
  });

  it('names only files that are there', () => {
    for (const [, path = ''] of README.matchAll(/\]\(((?!http)[^)#]+)\)/g)) {
      expect(
        () =>
          readFileSync(
            new URL(`../${path}${path.endsWith('/') ? '0001-calls-depend-on-questions.md' : ''}`, import.meta.url),
          ),
        path,
      ).not.toThrow();
    }
  });

  it('tells the calls of every canonical query on a cold server', async () => {
    const told = [...README.matchAll(/^ {2}\| ([A-Z]\w+) \| ([^|]*)\| ([^|]*)\| ([^|]*)\|$/gm)].map(
      ([, name, ...cells]) => [name, ...cells.map((cell) => Number.parseInt(cell, 10) || 0)],
    );
    const measured: unknown[] = [];
    for (const { query, variables } of tabs)
      measured.push([/query (\w+)/.exec(query)?.[1], ...(await callsOf(query, variables))]);
    expect(told).toEqual(measured);
    expect(told).toHaveLength(10);
  });

  /** The calls of one query on a server that has asked nothing yet, by source, directories left out. */
  async function callsOf(query: string, variables: string): Promise<number[]> {
    const sandbox: Sandbox = graph.sandbox;
    const cold = await startServer(sandbox.settings);
    const count = countCalls(sandbox);
    const { errors } = await cold.ask(query, JSON.parse(variables));
    expect(errors).toBeUndefined();
    const { own } = count();
    await cold.close();
    const of = (...names: string[]): number => names.reduce((sum, name) => sum + (own[name] ?? 0), 0);
    return [of('bookings', 'member stats', 'routed to'), of('periods', 'actions'), of('team stats')];
  }
});
