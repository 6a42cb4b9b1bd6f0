/** What the tests of people share: a graph, cold servers with its vendors, people files, and the names in a week's actions. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Fault, Vendor } from '../../sandbox/index.ts';
import type { Clock } from '../../src/time/clock.ts';
import { type Graph, startGraph, startServer } from './graph.ts';

export const RANGE = { from: '2026-03-09T00:00:00Z', to: '2026-03-16T00:00:00Z' };
export const EXAMPLE_FILE = new URL('../../examples/people.yaml', import.meta.url).pathname;
export const globalId = (key: string): string => Buffer.from(`User:${key}`).toString('base64url');

/** Shared by the tests of one file. */
export let graph: Graph;
/** Cleanup after each test, in reverse order. */
export const undo: (() => unknown)[] = [];
beforeAll(async () => {
  graph = await startGraph();
});
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});
afterAll(() => graph.close());

export const inject = (vendor: Vendor, fault: Fault): void => {
  undo.push(vendor.inject(fault));
};

/** A server without cached answers, with the same vendors. */
export async function coldServer(settings: Record<string, string> = {}, clock?: Clock) {
  const server = await startServer(
    { ...graph.sandbox.settings, ...settings },
    { nowMs: () => graph.sandbox.now.getTime(), clock },
  );
  undo.push(server.close);
  return server;
}
export type Server = Awaited<ReturnType<typeof coldServer>>;

/** The path of a people file with this text. */
export async function fileOf(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'teamgraph-people-'));
  undo.push(() => rm(folder, { recursive: true }));
  const path = join(folder, 'people.yaml');
  await writeFile(path, text);
  return path;
}

interface Match {
  user: { id: string } | null;
  match: { rule: string | null; reason: string | null; candidates: { id: string }[] };
}

export const WHO_DID_IT = `query ($range: DateTimeRange!) { periods(range: $range, first: 12) { nodes { actions(first: 80) { nodes {
  createdBy { ...Who } assignees { ...Who } } } } } }
  fragment Who on Participant { name user { id } match { rule reason candidates { id } } }`;

/** The match of every name in the actions of the week. */
export async function namesIn(server: Pick<Server, 'ask'>): Promise<Record<string, Match>> {
  const { data } = await server.ask(WHO_DID_IT, { range: RANGE });
  type Named = Match & { name: string };
  const actions: { createdBy: Named | null; assignees: Named[] }[] = data.periods.nodes.flatMap(
    ({ actions: { nodes } }: { actions: { nodes: unknown[] } }) => nodes,
  );
  const participants = actions.flatMap(({ createdBy, assignees }) => [...(createdBy ? [createdBy] : []), ...assignees]);
  return Object.fromEntries(participants.map(({ name, ...rest }) => [name, rest]));
}

export const linked = (key: string, rule: string): Match => ({
  user: { id: globalId(key) },
  match: { rule, reason: null, candidates: [] },
});
export const unlinked = (reason: string, ...keys: string[]): Match => ({
  user: null,
  match: { rule: null, reason, candidates: keys.map((key) => ({ id: globalId(key) })) },
});
