import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Graph, startGraph } from '../support/graph.ts';

let graph: Graph;
beforeAll(async () => {
  graph = await startGraph();
});
afterEach(() => {
  graph.sandbox.quirks.clear();
  graph.sandbox.alo.calls.length = 0;
});
afterAll(() => graph.close());

const askedForms = (): (string | null)[] =>
  graph.sandbox.alo.calls.filter(({ path }) => path.endsWith('/actions')).map(({ query }) => query.get('form_fields'));

interface FormAction {
  readonly id: string;
  readonly department: unknown;
  readonly extra: readonly { readonly name: string; readonly value: unknown; readonly found: boolean }[];
}

const FORMS = /* GraphQL */ `
  query Forms($names: [String!]!) {
    period(id: "305") {
      actions(first: 100) {
        nodes { id department: formField(name: "department") extra: formFields(names: $names) { name value found } }
      }
    }
  }
`;

const formActions = async (names: readonly string[]): Promise<readonly FormAction[]> => {
  const { data, errors } = await graph.ask(FORMS, { names });
  expect(errors).toBeUndefined();
  return data.period.actions.nodes;
};

describe('form fields selected in different places', () => {
  it('are sent in one call, as one JSON array, sorted and without duplicates', async () => {
    await formActions(['priority', 'budget', 'department']);
    expect(askedForms()).toEqual(['["budget","department","priority"]']);
  });

  it('are sent together from fragments, aliases and other entry points', async () => {
    const { data } = await graph.ask('{ period(id: "305") { actions(first: 1) { nodes { id } } } }');
    graph.sandbox.alo.calls.length = 0;
    const { errors } = await graph.ask(
      `query ($id: ID!) {
        period(id: "305") { a: actions(first: 1) { nodes { ...Budget } } b: actions(first: 2) { nodes { formField(name: "tags") } } }
        node(id: $id) { ... on Action { formField(name: "priority") period { actions(first: 1) { nodes { id } } } } }
      }
      fragment Budget on Action { formField(name: "budget") }`,
      { id: data.period.actions.nodes[0].id },
    );
    expect(errors).toBeUndefined();
    expect(askedForms()).toEqual(['["budget","priority","tags"]']);
  });

  it('return each to its own place, in the selected order, and say which were not found', async () => {
    const actions = await formActions(['budget', 'no_such_field', 'budget']);
    for (const { extra } of actions) {
      expect(extra.map(({ name }) => name)).toEqual(['budget', 'no_such_field', 'budget']);
      expect(extra[1]).toEqual({ name: 'no_such_field', value: null, found: false });
      expect(extra[0]?.found).toBe(extra[0]?.value !== null);
    }
    expect(actions.some(({ extra }) => extra[0]?.found)).toBe(true);
    expect(actions.some(({ extra }) => !extra[0]?.found)).toBe(true);
  });

  it('have the same values wherever ALO puts them', async () => {
    const flat = await formActions(['budget', 'tags']);
    graph.sandbox.quirks.add('alo-nested-form-fields');
    expect(await formActions(['budget', 'tags'])).toEqual(flat);
  });

  it('never overwrite the fields that every action has', async () => {
    const query = (name: string) =>
      `{ period(id: "305") { actions(first: 100) { nodes { status formField(name: "${name}") } } } }`;
    const plain = await graph.ask(query('budget'));
    const clash = await graph.ask(query('status'));
    const statuses = (answer: typeof plain) =>
      answer.data.period.actions.nodes.map(({ status }: { status: string }) => status);
    expect(statuses(clash)).toEqual(statuses(plain));
  });

  it('cost one call for each period, and none for the fields', async () => {
    await graph.ask(`{ periods(first: 3) { nodes { actions(first: 100) { nodes { formField(name: "budget") } } } } }`);
    expect(askedForms()).toHaveLength(3);
  });
});

describe("ALO's remarks", () => {
  const notesOf = async (place: string): Promise<readonly string[]> => {
    const { data } = await graph.ask(
      `{ period(id: "305") { mine: actions(first: 1) { notes nodes { ${place} } } other: actions(first: 1) { nodes { formField(name: "nobody_has_this") } } } }`,
    );
    return data.period.mine.notes;
  };

  it.each([[], ['alo-notes-string'], ['alo-notes-per-action']] as const)(
    'are there for the field that selects them, under %j',
    async (...quirks) => {
      for (const quirk of quirks) graph.sandbox.quirks.add(quirk);
      expect((await notesOf('formField(name: "nobody_has_this")')).join()).toContain('nobody_has_this');
    },
  );

  it('on fields selected only elsewhere stay there', async () => {
    expect(await notesOf('id')).toEqual([]);
  });
});

describe('a form field', () => {
  it.each(['', ' ', 'x'.repeat(101)])(
    'named %j is refused where it stands, and spoils no other place',
    async (name) => {
      const { data, errors } = await graph.ask(
        `query ($names: [String!]!) { period(id: "305") { actions(first: 100) { nodes { good: formField(name: "budget") } }
        one: actions(first: 1) { nodes { bad: formFields(names: $names) { value } } } } }`,
        { names: [name] },
      );
      expect(errors?.map(({ path, extensions }) => [path?.at(-1), extensions.code])).toEqual([
        ['bad', 'BAD_USER_INPUT'],
      ]);
      expect(data.period.actions.nodes.some(({ good }: { good: unknown }) => good !== null)).toBe(true);
      expect(askedForms()).toEqual(['["budget"]']);
    },
  );

  it('beyond the fiftieth is rejected before any call', async () => {
    const { errors } = await graph.ask(FORMS, { names: Array.from({ length: 50 }, (_, index) => `field${index}`) });
    expect(errors?.[0]?.message).toBe('Argument "names": expected at most 50 form fields in one request.');
    expect(askedForms()).toEqual([]);
  });

  it('that makes the URL too long with the others is rejected before any call', async () => {
    const { errors } = await graph.ask(FORMS, {
      names: Array.from({ length: 40 }, (_, index) => `${'ü'.repeat(60)}${index}`),
    });
    expect(errors?.[0]?.message).toBe('Argument "names": expected shorter names, or fewer of them, in one request.');
    expect(askedForms()).toEqual([]);
  });
});
