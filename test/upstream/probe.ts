/** One question to all three sources, one of which is at fault; what came of it, and how often the faulty one was asked. */
import { expect } from 'vitest';
import type { Source } from '../../src/errors.ts';
import type { Fault } from '../../src/sandbox/index.ts';
import { type Graph, type GraphAnswer, startGraph } from '../support/graph.ts';

export const SOURCES = ['CALCOM', 'ALO', 'SALESHANDY'] as const satisfies readonly Source[];

const NAMES = { CALCOM: 'calcom', ALO: 'alo', SALESHANDY: 'saleshandy' } as const;

/** The one call each source gets for `QUESTION`, once its directories are kept, and where its answer stands. */
const PLACES = {
  CALCOM: { path: /\/bookings$/, field: ['bookings'] },
  ALO: { path: '/periods', field: ['periods'] },
  SALESHANDY: { path: '/v1/analytics/team/stats', field: ['teamStats', 'prospect'] },
} as const;

const QUESTION = /* GraphQL */ `
  {
    bookings(first: 1) { nodes { uid } }
    periods(first: 1) { nodes { sourceId } }
    teamStats(range: { from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }) {
      prospect(first: 1) { nodes { added } }
    }
  }
`;

const WHOLE = {
  bookings: { nodes: [{ uid: expect.any(String) }] },
  periods: { nodes: [{ sourceId: expect.any(String) }] },
  teamStats: { prospect: { nodes: [{ added: expect.any(Number) }] } },
};

const WITHOUT = {
  CALCOM: { ...WHOLE, bookings: null },
  ALO: { ...WHOLE, periods: null },
  SALESHANDY: { ...WHOLE, teamStats: { prospect: null } },
};

/** A graph that has its directories already, so that a question costs one call a source. */
export async function startWarmGraph(settings: Record<string, string> = {}): Promise<Graph> {
  const graph = await startGraph({ settings });
  expect(await graph.ask(QUESTION)).toEqual({ data: WHOLE });
  return graph;
}

export const askAll = (graph: Pick<Graph, 'ask'>): Promise<GraphAnswer> => graph.ask(QUESTION);

export async function askWithFault(graph: Graph, source: Source, fault: Fault) {
  const vendor = graph.sandbox[NAMES[source]];
  const before = vendor.calls.length;
  const remove = vendor.inject({ match: PLACES[source].path, ...fault });
  const answer = await askAll(graph);
  remove();
  return { answer, attempts: vendor.calls.length - before };
}

/** The data of the other sources, null at the field, and one error that says why. */
export function expectFailure(
  answer: GraphAnswer,
  source: Source,
  code: string,
  more: { readonly retryAfterMs?: number } = {},
): void {
  expect(answer.data).toEqual(WITHOUT[source]);
  expect(answer.errors).toEqual([
    {
      message: expect.stringMatching(/^(Cal\.com|ALO|Saleshandy) .*\.$/),
      path: PLACES[source].field,
      locations: expect.any(Array),
      extensions: { code, teamgraph: { source, ...more } },
    },
  ]);
}
