/** The order of `Query.users`. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Graph, startGraph } from '../support/graph.ts';
import { expectBadInput } from '../support/refusal.ts';

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

async function namesOf(args: string): Promise<string[]> {
  const { data, errors } = await graph.ask(`{ users(${args}) { nodes { name } } }`);
  expect(errors).toBeUndefined();
  return data.users.nodes.map(({ name }: { name: string }) => name);
}

it('is by name, or the reverse', async () => {
  const names = await namesOf('first: 100');
  expect(names.length).toBeGreaterThan(10);
  expect(await namesOf('first: 100, orderBy: { field: NAME }')).toEqual(names);
  expect(await namesOf('first: 100, orderBy: { field: NAME, direction: DESC }')).toEqual(names.toReversed());
  expect(await namesOf('last: 3, orderBy: { field: NAME, direction: DESC }')).toEqual(names.slice(0, 3).toReversed());
  const found = await namesOf('first: 100, search: "an"');
  expect(found.length).toBeGreaterThan(1);
  expect(await namesOf('first: 100, search: "an", orderBy: { field: NAME, direction: DESC }')).toEqual(
    found.toReversed(),
  );
});

it('shapes the list, so that a cursor is good in one direction alone', async () => {
  const { data } = await graph.ask('{ users(first: 2) { nodes { name } pageInfo { endCursor } } }');
  const after = `after: "${data.users.pageInfo.endCursor}"`;
  expect(await namesOf(`first: 2, ${after}, orderBy: { field: NAME, direction: ASC }`)).toHaveLength(2);
  const asking = graph.ask(`{ users(${after}, orderBy: { field: NAME, direction: DESC }) { totalCount } }`);
  await expectBadInput(graph, asking, 'after');
});
