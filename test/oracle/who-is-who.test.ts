/** Random teams whose names and e-mails are often similar: the graph links people as the oracle does. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Graph, startGraph, startServer } from '../support/graph.ts';
import { LAST_WEEK } from './cases.ts';
import { example, hideCursors } from './examples.ts';
import { connect, globalId, ORACLE, type Vendors } from './index.ts';
import { allPeople } from './people.ts';

let graph: Graph;
let vendors: Vendors;
beforeAll(async () => {
  graph = await startGraph();
  vendors = connect(graph.sandbox.settings);
});
afterAll(() => graph.close());

/** The name and e-mail of a record. */
interface Disguise {
  name: string | null;
  email: string | null;
}
interface Team {
  calcom: Disguise[];
  members: Disguise[];
  /** How ALO spells its names, everywhere the same. */
  spellings: string[];
}

const ALIKE = 'Ann Lee,ANN LEE,Ánn Lee,A\u0301nn Lee,Ann Léé,Bo Li,bo li,Bó Li,Cy Moss,Cy Möss'.split(',');
const OTHERS = 'Di Nash,Ed Orr,Flo Pym,Gus Quill,Ida Roe,Jo Stern,Kai Tull,Liv Ure,Max Vane,Nia Wray'.split(',');
const SPELLINGS = 'ANN  LEÉ,Bo, Di Nash ,di nash,Ed Örr,Flo Q. Pym,Gus Quill Jr,Liv Ure'.split(',');
const EMAILS =
  'a@b.example,A@B.example,c@b.example,d@b.example,e@b.example,f@b.example,g@b.example,h@b.example,i@b.example,j@b.example,k@b.example'.split(
    ',',
  );

const fullName = fc.constantFrom(...ALIKE, ...OTHERS);
const email = fc.option(fc.constantFrom(...EMAILS), { freq: 2 });
const member = fc.record({ name: fullName, email });
const account = fc.record({ name: fc.option(fullName, { freq: 4 }), email });
const many = <Thing>(thing: fc.Arbitrary<Thing>) => fc.array(thing, { minLength: 15, maxLength: 15 });
const teams = fc.record<Team>({
  calcom: many(account),
  members: many(member),
  spellings: many(fc.oneof(fullName, fc.constantFrom(...SPELLINGS))),
});

type Json = Record<string, unknown>;

/** The vendors' answers for another team. Ids, bookings and figures stay the same. */
function disguise({ calcom, members, spellings }: Team): () => void {
  const { world, ...vendorsOf } = graph.sandbox;
  const aloNames = [...new Set(world.humans.flatMap((human) => human.aloNames))];
  const accountOf = (id: number) => calcom[world.calcom.users.findIndex((one) => one.id === id)];
  const memberOf = (id: string) => members[world.saleshandy.members.findIndex((one) => one.id === id)];
  const spelled = (name: string) => spellings[aloNames.indexOf(name) % spellings.length];

  const membership = (row: { userId: number; user: Json }) => ({
    ...row,
    user: { ...row.user, ...accountOf(row.userId) },
  });
  const user = (row: { id: number }) => ({ ...row, ...accountOf(row.id) });
  const team = (row: { members: { id: string }[] }) => ({
    ...row,
    members: row.members.map(({ id }) => {
      const [firstName, lastName] = memberOf(id)?.name?.split(' ') ?? [];
      return { id, firstName, lastName, email: memberOf(id)?.email ?? undefined };
    }),
  });
  const action = (row: { createdByUserName: string; assignedUserNames: string[] }) => ({
    ...row,
    createdByUserName: spelled(row.createdByUserName),
    assignedUserNames: row.assignedUserNames.map(spelled),
  });
  const rowsAt =
    <Row>(key: string, change: (row: Row) => unknown) =>
    (json: unknown) => ({ ...(json as Json), [key]: (json as Record<string, Row[]>)[key]?.map(change) });

  const removals = [
    vendorsOf.calcom.inject({ match: /memberships$/, transform: rowsAt('data', membership) }),
    vendorsOf.calcom.inject({ match: /users$/, transform: rowsAt('data', user) }),
    vendorsOf.saleshandy.inject({ match: /team-member-list$/, transform: rowsAt('payload', team) }),
    vendorsOf.alo.inject({ match: /actions$/, transform: rowsAt('actions', action) }),
  ];
  return () => {
    for (const remove of removals) remove();
  };
}

/** People in a canonical order: the oracle does not order people with equal names. */
function byId(data: unknown): unknown {
  const compare = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  return JSON.parse(JSON.stringify(data), (key, value) =>
    key === 'nodes' && value[0]?.identities ? value.sort(compare) : value,
  );
}

/** Queries for some people with a unique e-mail. */
async function usersOf(asked: Vendors) {
  const emails = (await allPeople(asked)).map(({ identities }) => identities.map((one) => one.email?.toLowerCase()));
  const own = EMAILS.filter((one) => emails.filter((theirs) => theirs.includes(one)).length === 1);
  return own.slice(0, 3).map((one) => ['03-one-user', { range: LAST_WEEK, email: one }] as const);
}

// One team takes a few seconds on a busy machine.
it('the graph joins exactly the people whom the oracle joins', { timeout: 120_000 }, async () => {
  const { calcom, saleshandy } = graph.sandbox.world;
  const keys = [
    ...calcom.users.map(({ id }) => `calcom:${id}`),
    ...saleshandy.members.map(({ id }) => `saleshandy:${id}`),
  ];
  const asked = [
    ['01-team-dashboard', { range: LAST_WEEK, actions: 100 }],
    ['06-outreach-leaderboard', { range: LAST_WEEK, first: 100 }],
    ['08-users', { first: 100 }],
    ['09-refetch', { ids: keys.map((key) => globalId('User', key)) }],
  ] as const;
  const seen = new Set<string>();
  const runs = fc.asyncProperty(teams, async (team) => {
    const restore = disguise(team);
    const server = await startServer(graph.sandbox.settings);
    try {
      for (const [query, variables] of [...asked, ...(await usersOf(vendors))]) {
        const { data, errors } = await server.ask(example(query), variables);
        expect(errors).toBeUndefined();
        expect(byId(hideCursors(data))).toEqual(byId(await ORACLE[query](vendors, variables)));
        for (const [found] of JSON.stringify(data).matchAll(/"rule":"\w+"|"user":(null|\{)/g)) seen.add(found);
      }
    } finally {
      await server.close();
      restore();
    }
  });
  await fc.assert(runs, { numRuns: 10 });
  expect([...seen].sort()).toEqual([
    '"rule":"DIRECTORY"',
    '"rule":"EMAIL"',
    '"rule":"NAME"',
    '"user":null',
    '"user":{',
  ]);
});
