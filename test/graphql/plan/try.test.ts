import { it } from 'vitest';
import { startGraph } from '../../support/graph.ts';
it('tries', async () => {
  const graph = await startGraph({ settings: { CACHE: 'on' } });
  const ask = async (mode: string, query: string, variables: object = {}) => {
    const r = await fetch(graph.url, { method: 'POST', headers: { 'content-type': 'application/json', 'teamgraph-plan': mode }, body: JSON.stringify({ query, variables }) });
    const before = [graph.sandbox.calcom, graph.sandbox.alo, graph.sandbox.saleshandy].map((v) => v.calls.length);
    const j: any = await r.json();
    console.log(r.status, mode, query, JSON.stringify(j.data)?.slice(0, 100), JSON.stringify(j.errors)?.slice(0,300), JSON.stringify(j.extensions?.teamgraph, null, 1), before.join());
  };
  const RANGE = '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';
  for (const q of ['{ users(first: 3) { nodes { name email bookings(first: 2) { totalCount nodes { uid } } } } }',
    `{ periods(range: ${RANGE}) { nodes { actions(first: 3) { nodes { sourceId } } teamStats { email { nodes { user { name } } } } } } memberStats(range: ${RANGE}, timeZone: "UTC") { mostBookings { value } } }`]) {
    await ask('only', q); await ask('on', q); await ask('only', q);
  }
  await ask('only', 'query($a: Int!) { users(first: $a) { nodes { name } } }', { a: 'x' });
  await ask('only', 'query($a: Int!) { nothing(first: $a) { nodes { name } } }', { a: 'x' });
  await graph.close();
});
