/** An answer in which more fields fail than are worth an error each. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Graph, type GraphAnswer, startGraph } from '../../support/graph.ts';

const TOKEN = 'tg_sees_no_attendees';
const ALIASES = Array.from({ length: 29 }, (_, index) => `g${index}`);
const MOST_TOLD = 2_000;

let graph: Graph;
beforeAll(async () => {
  const sha256 = createHash('sha256').update(TOKEN).digest('hex');
  graph = await startGraph({ settings: { CACHE: 'on', AUTH_TOKENS: `phone:${sha256}:none` } });
});
afterAll(() => graph.close());

async function ask(query: string): Promise<GraphAnswer> {
  const response = await fetch(graph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as GraphAnswer;
}

const pages = (fields: string): string =>
  `{ users(first: 100) { nodes { bookings(first: 200) { nodes { ${fields} } } } } }`;

interface Page {
  readonly bookings: { readonly nodes: readonly Record<string, unknown>[] } | null;
}

const bookingsIn = ({ data }: GraphAnswer): readonly Record<string, unknown>[] =>
  data.users.nodes.flatMap(({ bookings }: Page) => bookings?.nodes ?? []);

test('Each field that fails has its error, up to 2,000 of them', async () => {
  const answer = await ask(pages('guests'));
  const bookings = bookingsIn(answer);
  expect(bookings.length).toBeGreaterThan(0);
  expect(answer.errors).toHaveLength(bookings.length);
  expect(new Set(answer.errors?.map(({ path }) => path?.join('.'))).size).toBe(bookings.length);
});

test('Of more fields that fail one error tells the code and how many they are', async () => {
  const answer = await ask(pages(ALIASES.map((alias) => `${alias}: guests`).join(' ')));
  const bookings = bookingsIn(answer);
  const failed = bookings.length * ALIASES.length;
  expect(failed).toBeGreaterThan(MOST_TOLD + 1);
  for (const booking of bookings) expect(Object.values(booking)).toEqual(ALIASES.map(() => null));
  expect(answer.errors).toHaveLength(MOST_TOLD + 1);
  const { message, path, extensions } = answer.errors?.at(-1) ?? {};
  expect(extensions).toEqual({ code: 'FORBIDDEN', teamgraph: { moreFields: failed - MOST_TOLD } });
  expect(message).toContain('needs the scope attendees');
  expect(message).toContain(`${(failed - MOST_TOLD).toLocaleString('en')} more fields failed so`);
  expect(path?.slice(0, 2)).toEqual(['users', 'nodes']);
});
