/**
 * Personal data and credentials are in no line of the log and no metric, whatever the queries (B21). Other tests cover what
 * vendors quote in errors (leaks), the spans (tracing) and the cache keys (redis/store).
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fuzz } from '../../support/attacks/fuzz.ts';
import { mutatedBody } from '../../support/attacks/mutated-bodies.ts';
import { type Graph, startGraph } from '../../support/graph.ts';

const TOKEN = 'tg_canary';
const own = { authorization: `Bearer ${TOKEN}` };
const EMAIL = 'canary.person@private.example';
const PHONE = '+49 170 5550199';

let graph: Graph;
beforeAll(async () => {
  const AUTH_TOKENS = `canary:${createHash('sha256').update(TOKEN).digest('hex')}`;
  graph = await startGraph({ settings: { AUTH_TOKENS, LOG_LEVEL: 'trace', CACHE: 'on' } });
});
afterAll(() => graph.close());

const post = async (body: object, path = '') => {
  const headers = { ...own, 'content-type': 'application/json', 'teamgraph-trace': 'on' };
  return (await fetch(graph.url + path, { method: 'POST', headers, body: JSON.stringify(body) })).text();
};

/** All names, addresses and numbers of people in the sandbox. */
function personalData(): string[] {
  const text = JSON.stringify(graph.sandbox.world);
  const found = [/[\w.+-]+@[\w-]+\.[\w.-]+/g, /\+\d[\d ().-]{7,}\d/g, /"[\da-f]{32}"/g].flatMap(
    (pattern) => text.match(pattern) ?? [],
  );
  return [...new Set(found)];
}

it('people, keys and tokens are in no line of the log and no metric', async () => {
  const received = [
    await post({
      query:
        '{ bookings(first: 250) { nodes { attendees { name email phoneNumber fieldResponses } guests fieldResponses } } }',
    }),
    await post({ query: '{ users { nodes { name email identities { sourceId name email } } } }' }),
    await post({
      query:
        'query ($email: EmailAddress!) { bookings(filter: { attendeeEmail: $email }) { nodes { uid } } user(by: { email: $email }) { id } }',
      variables: { email: EMAIL },
    }),
    await post({ query: `query a { users(search: "${EMAIL}") { nodes { id } } }`, operationName: EMAIL }),
    await post({ query: `{ node(id: "${EMAIL}") { id } nothing(a: "${PHONE}") }` }),
    await post({ query: '{ __typename }', operationName: PHONE, documentId: EMAIL, extensions: { [EMAIL]: PHONE } }),
    await post({ query: '{ __typename }' }, `?email=${EMAIL}&token=${TOKEN}`),
    await post({ query: '{ __typename }' }, `/${EMAIL}`),
  ];
  const people = personalData();
  // There are canaries, and clients see some of them.
  expect(people.length).toBeGreaterThan(50);
  expect(people.filter((text) => received.join().includes(text)).length).toBeGreaterThan(20);

  const attack = (seed: number) => mutatedBody(seed, own);
  await fuzz({ graph, attack, seed: 2_000_000, count: 300, parallel: 8, secrets: [] });
  const faults = [graph.sandbox.calcom, graph.sandbox.alo, graph.sandbox.saleshandy].map((vendor) =>
    vendor.inject({ status: 500, body: { message: `${EMAIL} ${PHONE}` } }),
  );
  await post({ query: '{ bookings(first: 7) { nodes { uid } } periods(first: 7) { nodes { id } } }' });
  for (const end of faults) end();

  const { CALCOM_API_KEY, ALO_API_KEY, SALESHANDY_API_KEY } = graph.sandbox.settings;
  const secrets = [CALCOM_API_KEY, ALO_API_KEY, SALESHANDY_API_KEY, TOKEN, EMAIL, PHONE].map(String);
  const metrics = await (await fetch(new URL('/metrics', graph.url), { headers: own })).text();
  const ready = await (await fetch(new URL('/readyz', graph.url))).text();
  const seen = [...graph.log, metrics, ready].join('\n');
  expect(graph.log.length).toBeGreaterThan(300);
  expect(metrics).toContain('teamgraph_http_requests_total');
  expect(
    [...people, ...secrets].filter((text) => seen.includes(text) || seen.includes(encodeURIComponent(text))),
  ).toEqual([]);
});
