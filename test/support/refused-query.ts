/** What a query beyond a limit must meet. */
import { expect } from 'vitest';
import type { Graph, GraphAnswer, GraphError } from './graph.ts';

const FENCE = '/fence';
const ACCEPTS = ['application/json', 'application/graphql-response+json', '*/*'];

export async function post(graph: Pick<Graph, 'url'>, body: object, accept = 'application/json') {
  const response = await fetch(graph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify(body),
  });
  return { status: response.status, answer: (await response.json()) as GraphAnswer };
}

/** How many calls the vendors had. A call that is still on its way arrives before this looks. */
export async function upstreamCalls({ sandbox }: Graph): Promise<number> {
  const vendors = [sandbox.calcom, sandbox.alo, sandbox.saleshandy];
  await Promise.all(vendors.map(({ url }) => fetch(url + FENCE, { headers: { connection: 'close' } })));
  return vendors.flatMap(({ calls }) => calls.filter(({ path }) => path !== FENCE)).length;
}

/** The one error of a query that is refused with 400, whatever answer is accepted, before any source was asked. */
export async function refused(graph: Graph, query: string, variables: object = {}): Promise<GraphError> {
  const before = await upstreamCalls(graph);
  const answers = [];
  for (const accept of ACCEPTS) answers.push(await post(graph, { query, variables }, accept));
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
  const [first] = answers;
  for (const { answer } of answers) expect(answer).toEqual(first?.answer);
  expect(first?.answer.errors).toHaveLength(1);
  expect(first?.answer).not.toHaveProperty('data');
  expect(await upstreamCalls(graph)).toBe(before);
  return (first?.answer.errors ?? [])[0] as GraphError;
}

/** Asks and expects an answer without errors, whatever it holds. */
export async function answered(graph: Graph, query: string, variables: object = {}): Promise<GraphAnswer> {
  const { status, answer } = await post(graph, { query, variables });
  expect([status, answer.errors]).toEqual([200, undefined]);
  return answer;
}

export const repeat = (times: number, part: (index: number) => string): string =>
  Array.from({ length: times }, (_, index) => part(index)).join(' ');
