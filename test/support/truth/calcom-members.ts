/** Random worlds of Cal.com: `users` of a new server. */
import fc from 'fast-check';
import { startServer } from '../graph.ts';
import { type CalcomVendor, type Faults, type Member, startCalcomVendor } from './calcom-vendor.ts';
import { draw, judge, kindOf, type Stage, sumOf } from './kind.ts';

/** Invented members. Two of them have the same name. */
export const people = (count: number): Member[] =>
  Array.from({ length: count }, (_, index) => ({
    userId: 1 + index,
    name: index === 3 || index === 118 ? 'Sam Reed' : `Person ${index}`,
  }));

/** The people as a server answers them. */
export interface AnsweredPeople {
  readonly total: number | null;
  readonly complete: boolean;
  readonly names: string[];
  readonly ids: string[];
  readonly unseen: string[];
}

const QUERY = `{
  users(first: 100) { totalCount complete nodes { name identities { sourceId } } }
  people { unseen { directory } }
}`;

/** Reads the people with a new server: a server keeps its directories, so each world needs its own. */
export async function readPeople(
  vendor: CalcomVendor,
  members: readonly Member[],
  faults: Faults = {},
): Promise<AnsweredPeople> {
  vendor.world = { ...vendor.world, members, faults };
  const server = await startServer(vendor.settings);
  const { data } = await server.ask(QUERY);
  await server.close();
  return {
    total: data.users.totalCount,
    complete: data.users.complete,
    names: data.users.nodes.map(({ name }: { name: string }) => name),
    ids: data.users.nodes.map(({ identities: [{ sourceId }] }: { identities: [{ sourceId: string }] }) => sourceId),
    unseen: data.people.unseen.map(({ directory }: { directory: string }) => directory),
  };
}

const faults: fc.Arbitrary<Faults> = fc.oneof(
  fc.constant({}),
  fc.record({ cap: fc.integer({ min: 1, max: 100 }) }),
  fc.constant({ ignore: 'skip' as const }),
  fc.record({ cap: fc.integer({ min: 1, max: 100 }), ignore: fc.constant('skip' as const) }),
);
const worlds = fc.record({ count: fc.integer({ min: 1, max: 130 }), faults });

async function open(): Promise<Stage> {
  const vendor = await startCalcomVendor({
    nowMs: 0,
    rows: [],
    types: [{ id: 1, slug: 'a' }],
    members: [],
    faults: {},
  });
  return {
    run: async (seed) => {
      const { count, faults } = draw(worlds, seed);
      const members = people(count);
      const { total, complete, ids, unseen } = await readPeople(vendor, members, faults);
      vendor.calls.length = 0;
      const truth = members.map(({ userId }) => String(userId));
      const list = { what: 'users', total, complete, rows: ids, isPage: count > 100 };
      const isConsistent = complete === (unseen.length === 0);
      return sumOf([
        judge(list, truth),
        {
          complete: 0,
          cut: 0,
          failed: 0,
          violations: isConsistent ? [] : [`unseen: ${unseen}, and complete: ${complete}`],
        },
      ]);
    },
    close: vendor.close,
  };
}

export const calcomMembers = kindOf('Cal.com members', open);
