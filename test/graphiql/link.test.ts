/** The links to a query, without the page. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkedIn, linkTo } from '../../graphiql/src/link/link.ts';
import { openLinked } from '../../graphiql/src/link/open-linked.ts';

const PAGE = 'https://graph.example.com/graphql';
const linked = (given: Partial<Parameters<typeof linkTo>[1]> = {}) => ({
  query: '{ users { totalCount } }',
  variables: '',
  operationName: null,
  ...given,
});
const searchOf = (link: string): string => new URL(link).search;

describe('a link to a query', () => {
  it('has the query, its variables and the chosen operation, and nothing else', () => {
    const link = linkTo(`${PAGE}?old=1#place`, linked({ variables: '{\n  "first": 5\n}', operationName: 'One' }));
    expect([...new URL(link).searchParams]).toEqual([
      ['query', '{ users { totalCount } }'],
      ['variables', '{"first":5}'],
      ['operationName', 'One'],
    ]);
    expect(link.startsWith(`${PAGE}?query=`)).toBe(true);
  });

  it.each(['', '  ', '{}', ' {\n} '])('has no variables where the editor has %j', (variables) => {
    expect([...new URL(linkTo(PAGE, linked({ variables }))).searchParams.keys()]).toEqual(['query']);
  });

  it('gives back any query, operation and variables', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.dictionary(fc.string(), fc.json()),
        (text, values) => {
          fc.pre(text.trim() !== '' && Object.keys(values).length > 0);
          const variables = JSON.stringify(values, null, 2);
          const given = linked({ query: text, variables, operationName: 'One' });
          expect(linkedIn(searchOf(linkTo(PAGE, given)))).toEqual(given);
        },
      ),
    );
  });

  it.each(['{ "id": 9007199254740993 }', '{ "id": 1, }', 'not JSON', '{ "a": 1.0 }'])(
    'leaves variables as they are that would change: %s',
    (variables) => {
      expect(linkedIn(searchOf(linkTo(PAGE, linked({ variables }))))?.variables).toBe(variables);
    },
  );

  it.each(['', '?query=', '?query=%20', '?variables={}', '?q=1'])('is none without a query: %j', (search) => {
    expect(linkedIn(search)).toBeUndefined();
  });
});

describe('a linked query', () => {
  function open(stored: { readonly tabState?: string }, given = linked()) {
    const kept = new Map(Object.entries(stored));
    openLinked({ get: (key) => kept.get(key) ?? null, set: (key, value) => kept.set(key, value) }, given);
    return JSON.parse(kept.get('tabState') ?? '');
  }
  const own = {
    id: '1',
    title: 'Own',
    query: '{ own }',
    variables: null,
    headers: null,
    operationName: null,
    response: null,
  };

  it('is the only tab of a first visit, also where the storage is broken', () => {
    for (const stored of [{}, { tabState: 'broken' }, { tabState: '{"tabs":3}' }]) {
      expect(open(stored)).toMatchObject({ activeTabIndex: 0, tabs: [{ query: '{ users { totalCount } }' }] });
    }
  });

  it('is a tab behind those of the reader', () => {
    const state = open({ tabState: JSON.stringify({ activeTabIndex: 0, tabs: [own] }) });
    expect(state).toMatchObject({ activeTabIndex: 1, tabs: [own, { title: '<untitled>' }] });
  });

  it('is the tab that has it already', () => {
    const tabState = JSON.stringify({ activeTabIndex: 0, tabs: [own, { ...own, id: '2', query: linked().query }] });
    expect(open({ tabState })).toMatchObject({ activeTabIndex: 1, tabs: { length: 2 } });
  });

  it('has the name of its operation as title', () => {
    const query = 'query One { a: __typename } query Two { b: __typename }';
    expect(open({}, linked({ query })).tabs[0].title).toBe('One');
    expect(open({}, linked({ query, operationName: 'Two' })).tabs[0]).toMatchObject({
      title: 'Two',
      operationName: 'Two',
    });
  });
});
