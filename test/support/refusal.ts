/** What a bad argument must meet: errors of the caller, and no call to anybody. */
import { expect } from 'vitest';
import type { Graph, GraphAnswer } from './graph.ts';

const vendorsOf = ({ sandbox }: Graph) => [sandbox.calcom, sandbox.alo, sandbox.saleshandy];
const FENCE = '/fence';

/** The paths that the vendors were asked for. A call that is still on its way arrives before this looks. */
async function upstreamCalls(graph: Graph): Promise<string[]> {
  await Promise.all(vendorsOf(graph).map(({ url }) => fetch(url + FENCE, { headers: { connection: 'close' } })));
  return vendorsOf(graph).flatMap(({ calls }) => calls.map(({ path }) => path).filter((path) => path !== FENCE));
}

/** Errors of the caller alone, in a sentence that names the argument if it is one of ours, and nobody was asked. */
export async function expectRefusal(graph: Graph, asking: Promise<GraphAnswer>, argument?: string): Promise<void> {
  const before = await upstreamCalls(graph);
  const { errors } = await asking;
  // GraphQL itself tells every fault of a variable; our own checks stop at the first.
  expect(new Set(errors?.map(({ extensions }) => JSON.stringify(extensions)))).toEqual(
    new Set(['{"code":"BAD_USER_INPUT"}']),
  );
  if (argument !== undefined) expect(errors?.[0]?.message).toMatch(new RegExp(`^Argument "${argument}": `));
  expect(await upstreamCalls(graph)).toEqual(before);
}
