/** An answer in which more fields fail than it lists errors for. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Graph, type GraphAnswer, startGraph } from '../../support/graph.ts';
import { observedScheduler } from '../../support/scheduler.ts';

const TOKEN = 'tg_sees_no_attendees';
const TOKENS = `phone:${createHash('sha256').update(TOKEN).digest('hex')}:none`;
const ALIASES = Array.from({ length: 29 }, (_, index) => `g${index}`);
const MAX_ERRORS = 2_000;

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph({ settings: { CACHE: 'on', AUTH_TOKENS: TOKENS } });
});
afterAll(() => graph.close());

async function ask(query: string, { url } = graph): Promise<GraphAnswer> {
  const response = await fetch(url, {
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

test('Each of up to 2,000 failed fields has its error', async () => {
  const answer = await ask(pages('guests'));
  const bookings = bookingsIn(answer);
  expect(bookings.length).toBeGreaterThan(0);
  expect(answer.errors).toHaveLength(bookings.length);
  expect(new Set(answer.errors?.map(({ path }) => path?.join('.'))).size).toBe(bookings.length);
});

test('One error stands for all further failures of a field, with their code and number', async () => {
  const answer = await ask(pages(ALIASES.map((alias) => `${alias}: guests`).join(' ')));
  const bookings = bookingsIn(answer);
  const failed = bookings.length * ALIASES.length;
  expect(failed).toBeGreaterThan(MAX_ERRORS + 1);
  for (const booking of bookings) expect(Object.values(booking)).toEqual(ALIASES.map(() => null));
  expect(answer.errors).toHaveLength(MAX_ERRORS + 1);
  const { message, path, extensions } = answer.errors?.at(-1) ?? {};
  expect(extensions).toEqual({ code: 'FORBIDDEN', teamgraph: { moreFields: failed - MAX_ERRORS } });
  expect(message).toContain('needs the scope attendees');
  expect(message).toContain(`stands for ${(failed - MAX_ERRORS).toLocaleString('en')} failed fields`);
  expect(path?.slice(0, 2)).toEqual(['users', 'nodes']);
});

test('Each error has all locations of its field in the query', async () => {
  const { errors = [] } = await ask(`
    { bookings(first: 250) { nodes {
      uid guests attendees { email }
      ...More
    } } }
    fragment More on Booking { guests }`);
  const placesOf = (name: string) =>
    new Set(errors.filter(({ path }) => path?.at(-1) === name).map(({ locations }) => JSON.stringify(locations)));
  expect(placesOf('guests')).toEqual(new Set(['[{"line":3,"column":11},{"line":6,"column":32}]']));
  expect(placesOf('email')).toEqual(new Set(['[{"line":3,"column":30}]']));
});

test('A field that fails counts as more work than one that succeeds', async () => {
  let steps = 0;
  const scheduler = observedScheduler((slices) => ({
    spendRows: (rows) => {
      steps += rows;
      return slices.spendRows(rows);
    },
  }));
  const counted = await startGraph({ settings: { CACHE: 'on', AUTH_TOKENS: TOKENS }, scheduler });
  const stepsOf = async (fields: string) => {
    steps = 0;
    const answer = await ask(`{ bookings(first: 250) { nodes { ${fields} } } }`, counted);
    return { rows: answer.data.bookings.nodes.length, steps };
  };
  await stepsOf('uid');
  const plain = await stepsOf('uid');
  const failing = await stepsOf('uid guests');
  await counted.close();
  expect(failing.steps - plain.steps).toBeGreaterThanOrEqual(10 * plain.rows);
});

test('The items of a list count like fields', async () => {
  const aliases = Array.from({ length: 29 }, (_, index) => `n${index}: nodes(ids: $ids) { id }`).join(' ');
  const ids = Array.from({ length: 100 }, (_, index) => Buffer.from(`Booking:uid${index}`).toString('base64url'));
  const unset = ['CALCOM_API_KEY', 'CALCOM_ORG_ID', 'CALCOM_TEAM_ID', 'CALCOM_API_URL', 'CALCOM_WEB_URL'];
  const settings = Object.fromEntries(unset.map((name) => [name, undefined]));
  const other = await startGraph({ settings });
  const { data, errors = [] } = await other.ask(`query ($ids: [ID!]!) { ${aliases} }`, { ids });
  await other.close();
  expect(Object.values(data)).toEqual(Array.from({ length: 29 }, () => ids.map(() => null)));
  expect(errors).toHaveLength(MAX_ERRORS + 1);
  expect(new Set(errors.map(({ path }) => path?.join('.'))).size).toBe(MAX_ERRORS + 1);
  expect(errors[0]?.path).toHaveLength(2);
  expect(errors[0]?.locations).toEqual([{ line: 1, column: 24 }]);
  expect(errors.at(-1)?.extensions).toMatchObject({ code: 'SOURCE_NOT_CONFIGURED', teamgraph: { moreFields: 900 } });
});

test.each(['\n', '\r', '\r\n'])('Errors have the right location in a query of very many lines: %j', async (end) => {
  const repeated = Array.from({ length: 99 }, () => 'guests').join(end);
  const { errors = [] } = await ask(
    `${end.repeat(30_000)}{ bookings(first: 250) { nodes {${end} uid ${repeated} } } }`,
  );
  expect(errors.length).toBeGreaterThan(100);
  const lines = Array.from({ length: 99 }, (_, index) => ({ line: 30_002 + index, column: index === 0 ? 6 : 1 }));
  for (const { locations } of errors) expect(locations).toEqual(lines);
});
