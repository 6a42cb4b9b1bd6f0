/** What the tests of the clients share: a running graph whose data they change, and a week of it. */
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Environment } from '../../src/config/config.ts';
import { type Graph, startGraph } from './graph.ts';

/** A week with 53 bookings. */
export const range = { from: '2026-03-09T00:00:00Z', to: '2026-03-16T00:00:00Z' };

/** Bookings, and the periods of another source. */
export const TWO_SOURCES = `query ($range: DateTimeRange!) {
  bookings(filter: { range: $range }, first: 1) { edges { cursor node { id } } pageInfo { hasNextPage } }
  periods { nodes { id } totalCount }
}`;

/** Starts a graph for the test file. What a test does to the sources is undone after it. */
export function useGraph(settings?: Environment) {
  let graph: Graph;
  const undo: (() => void)[] = [];
  beforeAll(async () => {
    graph = await startGraph({ settings });
  });
  afterEach(() => {
    for (const step of undo.splice(0)) step();
  });
  afterAll(() => graph.close());
  return {
    url: () => graph.url,
    /** The source rejects every request until the returned function is called, or the test ends. */
    refuse: (source: 'calcom' | 'alo') => {
      const end = graph.sandbox[source].inject({ status: 400 });
      undo.push(end);
      return end;
    },
    /** Gives the booking with this title another one. */
    rename: (title: string | null | undefined, renamed: string) => {
      const booking = graph.sandbox.world.calcom.bookings.find((one) => one.title === title);
      if (booking === undefined || title === null || title === undefined) throw new Error(`no booking ${title}`);
      booking.title = renamed;
      undo.push(() => {
        booking.title = title;
      });
    },
  };
}
