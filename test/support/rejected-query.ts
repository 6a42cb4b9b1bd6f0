/** Expects that a query is rejected, or answered. */
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

/** The number of calls to the vendors. Waits for calls in progress. */
export async function upstreamCalls({ sandbox }: Graph): Promise<number> {
  const vendors = [sandbox.calcom, sandbox.alo, sandbox.saleshandy];
  await Promise.all(vendors.map(({ url }) => fetch(url + FENCE, { headers: { connection: 'close' } })));
  return vendors.flatMap(({ calls }) => calls.filter(({ path }) => path !== FENCE)).length;
}

/** Expects status 400 with one error, for every accepted media type and before any call. Returns the error. */
export async function rejected(graph: Graph, query: string, variables: object = {}): Promise<GraphError> {
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

/** Expects an answer without errors, and returns it. */
export async function answered(graph: Graph, query: string, variables: object = {}): Promise<GraphAnswer> {
  const { status, answer } = await post(graph, { query, variables });
  expect([status, answer.errors]).toEqual([200, undefined]);
  return answer;
}

export const repeat = (times: number, part: (index: number) => string): string =>
  Array.from({ length: times }, (_, index) => part(index)).join(' ');
