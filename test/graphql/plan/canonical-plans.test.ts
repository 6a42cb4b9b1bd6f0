/** The plans of the canonical queries, whose answers equal the oracle. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Vendor } from '../../../sandbox/index.ts';
import type { PlannedCalls } from '../../../src/graphql/plan/index.ts';
import { casesOf } from '../../oracle/cases.ts';
import { example, hideCursors, QUERY_NAMES } from '../../oracle/examples.ts';
import { connect, ORACLE } from '../../oracle/index.ts';
import { type Graph, startGraph, startServer } from '../../support/graph.ts';
import { countUntilQuiet } from '../../support/plan/calls.ts';

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

const forget = (...vendors: readonly Vendor[]): void => {
  for (const { calls } of vendors) calls.length = 0;
};

describe.each(QUERY_NAMES)('%s', (name) => {
  it('makes no more and no fewer calls than planned, cold and warm, and answers as the oracle', async () => {
    const { world, settings, calcom, alo, saleshandy } = graph.sandbox;
    for (const { title, variables } of casesOf(world).filter(({ query }) => query === name)) {
      const expected = await ORACLE[name](connect(settings), variables);
      forget(calcom, alo, saleshandy);
      const server = await startServer({ ...settings, CACHE: 'on' });
      for (const state of ['cold', 'warm']) {
        const count = countUntilQuiet(graph.sandbox);
        const response = await fetch(server.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'teamgraph-plan': 'on' },
          body: JSON.stringify({ query: example(name), variables }),
        });
        const { data, errors, extensions } = JSON.parse(await response.text());
        const made = await count();
        expect(errors, title).toBeUndefined();
        if (state === 'cold' || name !== '10-sources') expect(hideCursors(data), title).toEqual(expected);
        const plan: readonly PlannedCalls[] = extensions.teamgraph.plan;
        for (const { source, endpoint, min, max } of plan) {
          const calls = made.get(`${source} ${endpoint}`) ?? 0;
          const what = `${title}, ${state}: ${calls} calls of ${endpoint}, planned ${min} to ${max}`;
          expect(calls >= min && calls <= max, what).toBe(true);
        }
        const planned = plan.map(({ source, endpoint }) => `${source} ${endpoint}`);
        expect(
          [...made.keys()].filter((endpoint) => !planned.includes(endpoint)),
          `${title}, ${state}`,
        ).toEqual([]);
      }
      await server.close();
    }
  });
});
