/** The check of an invalid argument: errors of the caller, and no call. */
import { expect } from 'vitest';
import type { Graph, GraphAnswer } from './graph.ts';

const vendorsOf = ({ sandbox }: Graph) => [sandbox.calcom, sandbox.alo, sandbox.saleshandy];
const FENCE = '/fence';

/** The paths of the calls that have arrived at the vendors, including those that were on their way. */
async function upstreamCalls(graph: Graph): Promise<string[]> {
  await Promise.all(vendorsOf(graph).map(({ url }) => fetch(url + FENCE, { headers: { connection: 'close' } })));
  return vendorsOf(graph).flatMap(({ calls }) => calls.map(({ path }) => path).filter((path) => path !== FENCE));
}

/** Expects only errors of the caller, which name the argument if it is one of this schema, and no call. */
export async function expectBadInput(graph: Graph, asking: Promise<GraphAnswer>, argument?: string): Promise<void> {
  const before = await upstreamCalls(graph);
  const { errors } = await asking;
  // GraphQL reports every fault of a variable; the checks of this server stop at the first.
  expect(new Set(errors?.map(({ extensions }) => JSON.stringify(extensions)))).toEqual(
    new Set(['{"code":"BAD_USER_INPUT"}']),
  );
  if (argument !== undefined) expect(errors?.[0]?.message).toMatch(new RegExp(`^Argument "${argument}": `));
  expect(await upstreamCalls(graph)).toEqual(before);
}
