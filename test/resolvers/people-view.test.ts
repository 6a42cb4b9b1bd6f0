/** `Query.people`, for the operator: what links people, and what the people file could fix. */
import { describe, expect, it } from 'vitest';
import {
  coldServer,
  EXAMPLE_FILE,
  fileOf,
  globalId,
  graph,
  inject,
  linked,
  namesIn,
  RANGE,
  undo,
  unlinked,
} from '../support/who.ts';

describe('Query.people', () => {
  const VIEW = `query ($range: DateTimeRange!) { people { total links { rule count } unseen { source }
    conflicts { totalCount pageInfo { hasNextPage } edges { cursor } nodes { reason users { id } } }
    unlinkedNames(range: $range) { totalCount complete pageInfo { hasNextPage } edges { cursor node { name } } nodes { name uses match { reason candidates { id } } } }
    ambiguousNames(range: $range) { totalCount nodes { name uses } } } }`;

  it('counts the evidence that links people, and lists the names that are not linked', async () => {
    const { data, errors } = await graph.ask(VIEW, { range: RANGE });
    expect(errors).toBeUndefined();
    const { people } = data;
    expect(people.total).toBe(17);
    expect(people.links.filter(({ count }: { count: number }) => count > 0)).toEqual([
      { rule: 'DIRECTORY', count: 17 },
      { rule: 'EMAIL', count: 8 },
    ]);
    expect(people.unseen).toEqual([]);
    expect(people.conflicts).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: false } });
    expect(people.conflicts.nodes).toEqual([
      { reason: 'SAME_NAME', users: ['calcom:1011', 'saleshandy:R6nYv0iDb8'].map((key) => ({ id: globalId(key) })) },
      { reason: 'SAME_NAME', users: ['calcom:1012', 'saleshandy:Lw2oS7zFq9'].map((key) => ({ id: globalId(key) })) },
    ]);
    expect(people.unlinkedNames).toMatchObject({ totalCount: 3, complete: true, pageInfo: { hasNextPage: false } });
    const uses = graph.sandbox.world.alo.periods
      .filter(({ startMs, endMs }) => startMs < Date.parse(RANGE.to) && endMs > Date.parse(RANGE.from))
      .flatMap(({ actions }) => actions.flatMap(({ createdBy, assignees }) => [createdBy, ...assignees]));
    const countOf = (name: string): number => uses.filter((one) => one === name).length;
    expect(
      people.unlinkedNames.nodes.map(({ name, uses: count }: { name: string; uses: number }) => [name, count]),
    ).toEqual(['Oswald Finch', 'Robert Lang', 'Victor Hale'].map((name) => [name, countOf(name)]));
    expect(people.ambiguousNames).toEqual({
      totalCount: 3,
      nodes: ['Alex Kim', 'Sofia Marchetti', 'Daniel Novak'].map((name) => ({ name, uses: countOf(name) })),
    });
  });

  it('lists less after the people file decides, and people are linked by it', async () => {
    const server = await coldServer({ PEOPLE_FILE: EXAMPLE_FILE });
    const { data } = await server.ask(VIEW, { range: RANGE });
    expect(data.people.conflicts.totalCount).toBe(0);
    expect(data.people.unlinkedNames.nodes.map(({ name }: { name: string }) => name)).toEqual(['Oswald Finch']);
    const names = await namesIn(server);
    expect(names['Robert Lang']).toEqual(linked('calcom:1042', 'PEOPLE_FILE'));
    expect(names['Bob Lang']).toEqual(linked('calcom:1042', 'PEOPLE_FILE'));
    expect(names['Victor Hale']).toEqual(linked('calcom:1016', 'PEOPLE_FILE'));
    expect(names['Sofia Marchetti']).toEqual(linked('calcom:1011', 'NAME'));
    expect(names['Alex Kim']).toEqual(unlinked('AMBIGUOUS', 'calcom:1019'));
  });

  it('costs one call for the periods and one for each of them', async () => {
    const server = await coldServer();
    await server.ask('{ users(first: 1) { totalCount } }');
    const count = () =>
      [graph.sandbox.calcom, graph.sandbox.alo, graph.sandbox.saleshandy].map(({ calls }) => calls.length);
    const before = count();
    await server.ask('{ people { total conflicts { totalCount } } }');
    expect(count()).toEqual(before);
    await server.ask(VIEW, { range: RANGE });
    expect(count().map((calls, index) => calls - (before[index] ?? 0))).toEqual([0, 5, 0]);
  });

  it('lists the identifiers that no directory has, except of people who left', async () => {
    const path = await fileOf(
      'people:\n  - { name: Bob Lang, same: ["calcom:10422", "email:bob@example.com"] }\n  - { name: V, same: ["calcom:1016"], left: true }\n',
    );
    const server = await coldServer({ PEOPLE_FILE: path });
    const { data } = await server.ask('{ people { unmatched { name mark } } }');
    expect(data.people.unmatched).toEqual([{ name: 'Bob Lang', mark: 'calcom:10422' }]);
    const alone = await coldServer({ PEOPLE_FILE: path, SALESHANDY_API_KEY: '', SALESHANDY_API_URL: '' });
    expect((await alone.ask('{ people { unmatched { mark } } }')).data.people.unmatched).toEqual([
      { mark: 'calcom:10422' },
    ]);
    inject(graph.sandbox.calcom, { match: /\/users$/, status: 403 });
    const refused = await coldServer({ PEOPLE_FILE: path });
    expect((await refused.ask('{ people { unmatched { name } } }')).data.people.unmatched).toBeNull();
  });

  it('is an error while ids are unknown, and not an empty answer', async () => {
    await graph.sandbox.calcom.kill();
    undo.push(() => graph.sandbox.calcom.revive());
    const { data, errors } = await (await coldServer()).ask('{ people { total } }');
    expect(data).toEqual({ people: null });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_UNAVAILABLE']);
  });
});
