/** Names that are too long, from every vendor: they belong to no person and cost no work. */
import { expect, it, vi } from 'vitest';
import { coldServer, globalId, graph, inject, namesIn, RANGE, undo, unlinked } from '../support/who.ts';

const MARKS = `Zoë${'\u0301\u0316'.repeat(10_000)} Lang`;
const ADDRESS = `${'a'.repeat(50_000)}@example.com`;

/** Records the lengths of all texts that are normalized from now on. Folding a name normalizes it. */
function normalized(): readonly number[] {
  const lengths: number[] = [];
  const { normalize } = String.prototype;
  const spy = vi.spyOn(String.prototype, 'normalize').mockImplementation(function (this: string, form?: string) {
    lengths.push(this.length);
    return normalize.call(this, form);
  });
  undo.push(() => spy.mockRestore());
  return lengths;
}

type Json = { [key: string]: Json } & Json[];
/** Changes the vendor's own answer in place. */
const change = (edit: (json: Json) => void) => (json: unknown) => {
  edit(json as Json);
  return json;
};
const setFirst = (rows: Json | undefined, values: object): void => {
  Object.assign(rows?.[0] ?? {}, values);
};

it('belong to no person, whichever vendor sends them, and are never folded', async () => {
  const { calcom, saleshandy, alo } = graph.sandbox;
  const known = { name: MARKS, email: ADDRESS, username: MARKS };
  inject(calcom, {
    match: /memberships$/,
    transform: change(({ data }) => setFirst([data?.[0]?.user] as Json, known)),
  });
  inject(saleshandy, {
    match: /team-member-list$/,
    transform: (json) =>
      JSON.parse(JSON.stringify(json).replace(/"firstName":"[^"]*"/, () => `"firstName":"${MARKS}"`)),
  });
  inject(alo, {
    match: /actions$/,
    transform: change(({ actions }) => setFirst(actions, { createdByUserName: MARKS, assignedUserNames: [MARKS] })),
  });
  const lengths = normalized();
  const server = await coldServer();
  const names = await namesIn(server);
  expect(names[MARKS]).toEqual(unlinked('UNKNOWN'));
  const { data, errors } = await server.ask(
    `query ($range: DateTimeRange!) {
      all: users(first: 100) { nodes { name identities { name rule } actions(range: $range) { totalCount } } }
      found: users(search: "lang") { nodes { name } }
      marks: users(search: "\u0301") { nodes { name } }
      address: users(search: "aaaaaaaa") { nodes { name } }
      user(by: { id: "${globalId('calcom:1042')}" }) { name }
      people { unlinkedNames(range: $range, first: 100) { nodes { name match { candidates { id } } } } }
    }`,
    { range: RANGE },
  );
  expect(errors).toBeUndefined();
  expect(data.user.name).toBeTruthy();
  expect(data.all.nodes.map(({ name }: { name: string }) => name)).toContain(MARKS);
  for (const found of [data.found, data.marks, data.address]) {
    expect(found.nodes.map(({ name }: { name: string }) => name)).not.toContain(MARKS);
  }
  expect(data.people.unlinkedNames.nodes).toContainEqual({ name: MARKS, match: { candidates: [] } });
  expect(Math.max(...lengths)).toBeLessThanOrEqual(320);
});

it('are not searched in routedTo either', async () => {
  inject(graph.sandbox.calcom, {
    match: /routed-to/,
    transform: change(({ data }) => setFirst(data?.users?.data, { name: MARKS, email: ADDRESS })),
  });
  const lengths = normalized();
  const server = await coldServer();
  const { data, errors } = await server.ask(
    'query ($range: DateTimeRange!) { routedTo(range: $range, every: WEEK, search: "lang") { users { name } } }',
    { range: RANGE },
  );
  expect(errors).toBeUndefined();
  expect(data.routedTo.users.map(({ name }: { name: string }) => name)).not.toContain(MARKS);
  expect(Math.max(0, ...lengths)).toBeLessThanOrEqual(320);
});

it('thirty searches fold each search text once, and no name again', async () => {
  const server = await coldServer({ CACHE: 'on' });
  await server.ask('{ users(first: 100) { totalCount } }');
  const text = '\ufdfa'.repeat(318);
  const lengths = normalized();
  const aliases = Array.from({ length: 30 }, (_, at) => `a${at}: users(search: $text) { totalCount }`);
  const { data, errors } = await server.ask(`query ($text: String!) { ${aliases.join(' ')} }`, { text });
  expect(errors).toBeUndefined();
  expect(data.a29).toEqual({ totalCount: 0 });
  expect(Math.max(...lengths)).toBeLessThanOrEqual(320);
  // Folding takes three steps.
  expect(lengths.length).toBeLessThanOrEqual(30 * 3);
});
