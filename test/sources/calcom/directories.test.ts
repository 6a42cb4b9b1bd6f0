/** The directories of Cal.com: rows of one person that differ, and large answers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fault, type Sandbox, startSandbox } from '../../../sandbox/index.ts';
import { startServer } from '../../support/graph.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

type Row = Record<string, unknown>;

/** The first call to each list, and so its first page. */
const MEMBERSHIPS = { match: /\/memberships$/, times: 1 };
const USERS = { match: /\/users$/, times: 1 };
const EVENT_TYPES = { match: /\/event-types$/, times: 1 };
const BOOKINGS = { match: /\/bookings$/, times: 1 };

/** The sandbox's answer on a path, with changed rows. */
async function answerOf(path: string, change: (rows: Row[]) => Row[]): Promise<string> {
  const { CALCOM_API_URL, CALCOM_API_KEY } = sandbox.settings;
  const response = await fetch(`${CALCOM_API_URL}${path}`, {
    headers: { authorization: `Bearer ${CALCOM_API_KEY}`, 'cal-api-version': '2024-06-14' },
  });
  const { status, data } = (await response.json()) as { status: string; data: Row[] };
  return JSON.stringify({ status, data: change(data) });
}

const organization = (): string => `/v2/organizations/${sandbox.settings.CALCOM_ORG_ID}`;
const team = (): string => `${organization()}/teams/${sandbox.settings.CALCOM_TEAM_ID}`;

/** The answer of a new server while the sandbox has these faults. */
async function askWith(faults: readonly Fault[], query: string) {
  const removals = faults.map((fault) => sandbox.calcom.inject(fault));
  const server = await startServer(sandbox.settings, { nowMs: () => sandbox.now.getTime() });
  const answer = await server.ask(query);
  await server.close();
  for (const remove of removals) remove();
  return answer;
}

const PEOPLE = `{
  users(first: 100) { totalCount complete nodes { name identities { source rule sourceId } } }
  people { unseen { directory } }
}`;
interface Person {
  readonly name: string;
  readonly identities: readonly { readonly source: string; readonly rule: string; readonly sourceId: string }[];
}

describe('a person with two rows in a directory', () => {
  const memberships = async (change: (row: Row) => Row): Promise<Fault> => ({
    ...MEMBERSHIPS,
    body: await answerOf(`${team()}/memberships?take=250&skip=0`, (rows) => [
      ...rows,
      ...rows.slice(0, 1).map((row) => change(structuredClone(row))),
    ]),
  });
  const user = ({ user }: Row): Row => user as Row;

  it('is listed once if they are equal, and the directory is complete', async () => {
    const { data, errors } = await askWith([await memberships((row) => row)], PEOPLE);
    expect(errors).toBeUndefined();
    expect([data.users.complete, data.people.unseen]).toEqual([true, []]);
  });

  it.each<[string, (row: Row) => Row]>([
    ['the name', (row) => ({ ...row, user: { ...user(row), name: 'Another Name' } })],
    ['the e-mail', (row) => ({ ...row, user: { ...user(row), email: 'another@example.com' } })],
    ['whether they have accepted', (row) => ({ ...row, accepted: false })],
  ])('is listed once, with an error, if they differ in %s, and no person is linked by name', async (_, change) => {
    const { data, errors } = await askWith([await memberships(change)], PEOPLE);
    const people: Person[] = data.users.nodes;
    expect([data.users.complete, data.users.totalCount]).toEqual([false, null]);
    expect(data.people.unseen).toEqual([{ directory: 'TEAM_MEMBERS' }]);
    expect(errors?.map(({ extensions: { code } }) => code)).toContain('SOURCE_CONTRACT');
    expect(people.some(({ name }) => name === 'Another Name')).toBe(false);
    expect(people.flatMap(({ identities }) => identities).filter(({ rule }) => rule === 'NAME')).toEqual([]);
  });

  it('is not linked by e-mail if they have different ones', async () => {
    const whole: { users: { nodes: Person[] } } = (await askWith([], PEOPLE)).data;
    const both = whole.users.nodes.find(({ identities }) =>
      ['CALCOM', 'SALESHANDY'].every((source) => identities.some((one) => one.source === source)),
    );
    const id = both?.identities.find(({ source }) => source === 'CALCOM')?.sourceId;
    const bodies = [true, false].map((isFirst) =>
      answerOf(`${team()}/memberships?take=250&skip=0`, (rows) => {
        const theirs = rows.filter(({ userId }) => String(userId) === id);
        const others = theirs.map((row) => ({ ...row, user: { ...user(row), email: 'another@example.com' } }));
        return isFirst ? [...others, ...rows] : [...rows, ...others];
      }),
    );
    const refusal = { error: { code: 'ForbiddenException', message: 'no', details: {} }, timestamp: '', path: '' };
    const refused = { ...USERS, status: 403, body: JSON.stringify({ status: 'error', ...refusal }) };
    for (const body of await Promise.all(bodies)) {
      const { data } = await askWith([{ ...MEMBERSHIPS, body }, refused], PEOPLE);
      const found = (data.users.nodes as Person[]).find(({ identities }) =>
        identities.some(({ source, sourceId }) => source === 'CALCOM' && sourceId === id),
      );
      expect(found?.identities.map(({ source }) => source)).toEqual(['CALCOM']);
    }
  });

  it('makes the organization unseen if they differ in its list', async () => {
    const body = await answerOf(`${organization()}/users?take=1000&skip=0`, (rows) => [
      ...rows,
      ...rows.slice(0, 1).map((row) => ({ ...row, name: 'Another Name' })),
    ]);
    const { data } = await askWith([{ ...USERS, body }], PEOPLE);
    expect(data.people.unseen).toEqual([{ directory: 'ORGANIZATION_USERS' }]);
  });
});

describe('a large answer', () => {
  const filling = (megabytes: number) => 'x'.repeat(megabytes * 1024 * 1024);

  it('is read if it has the event types, which have no pages', async () => {
    const query = '{ bookings { totalCount complete } }';
    const { data: small } = await askWith([], query);
    const large = { id: 900_000, slug: 'large', hosts: filling(7) };
    const hosts = { ...EVENT_TYPES, body: await answerOf(`${team()}/event-types`, (rows) => [...rows, large]) };
    sandbox.calcom.calls.length = 0;
    const { data, errors } = await askWith([hosts], query);
    expect([data, errors]).toEqual([small, undefined]);
    expect(sandbox.calcom.calls.filter(({ path }) => EVENT_TYPES.match.test(path))).toHaveLength(1);
  });

  it('is requested with fewer rows if it is a page of people', async () => {
    const { data: small } = await askWith([], PEOPLE);
    const body = `{"status":"success","data":[],"filling":"${filling(6)}"}`;
    const faults = [
      { ...MEMBERSHIPS, body },
      { ...USERS, body },
    ];
    const { data, errors } = await askWith(faults, PEOPLE);
    expect([data, errors]).toEqual([small, undefined]);
  });
});

describe('a page of bookings that is too large', () => {
  const filled = `{"status":"success","data":[],"filling":"${'x'.repeat(6 * 1024 * 1024)}"}`;

  it('is requested with fewer rows if hosts stand in for members whose list is refused', async () => {
    const refusal = { error: { code: 'ForbiddenException', message: 'no', details: {} }, timestamp: '', path: '' };
    const refused = { ...MEMBERSHIPS, status: 403, body: JSON.stringify({ status: 'error', ...refusal }) };
    const query = '{ users(first: 100) { nodes { name } } }';
    const { data: small } = await askWith([refused], query);
    const { data } = await askWith([refused, { ...BOOKINGS, body: filled }], query);
    // Fewer bookings have fewer hosts.
    expect(data.users.nodes.length).toBeGreaterThan(5);
    expect(small.users.nodes).toEqual(expect.arrayContaining(data.users.nodes));
  });

  it('is requested with fewer rows if one booking is read by id', async () => {
    const { uid } = sandbox.world.calcom.bookings[0] ?? { uid: '' };
    const query = `{ node(id: "${Buffer.from(`Booking:${uid}`).toString('base64url')}") { ... on Booking { uid } } }`;
    expect((await askWith([{ ...BOOKINGS, body: filled }], query)).data).toEqual({ node: { uid } });
  });
});

describe('one booking', () => {
  it('is an error and not null if Cal.com counts it and sends no row', async () => {
    const body = JSON.stringify({ status: 'success', data: [], pagination: { totalItems: 1, hasNextPage: false } });
    const id = Buffer.from('Booking:abc123').toString('base64url');
    const { data, errors } = await askWith([{ ...BOOKINGS, body }], `{ node(id: "${id}") { id } }`);
    expect(data).toEqual({ node: null });
    expect(errors?.map(({ extensions: { code } }) => code)).toEqual(['SOURCE_CONTRACT']);
  });
});
