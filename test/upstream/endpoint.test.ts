import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createProvenance, recordCalls } from '../../src/provenance.ts';
import { type Endpoint, type Parameters, type PreparedRead, prepare } from '../../src/upstream/endpoint.ts';
import { readOnce } from '../../src/upstream/read.ts';

interface Query extends Parameters {
  readonly keys: readonly string[];
  readonly order?: readonly string[] | null;
}

function startEndpoint() {
  const requested: Query[] = [];
  const endpoint: Endpoint<Query, number> = {
    source: 'ALO',
    name: 'numbers',
    method: 'POST',
    laws: { keys: 'KEY', order: 'ORDER' },
    request: (query) => {
      requested.push(query);
      return { path: '/numbers', body: query };
    },
    wire: z.number(),
    rowsIn: () => null,
  };
  return { endpoint, requested };
}

describe('a prepared read', () => {
  const { endpoint } = startEndpoint();
  const keyOf = (query: Query): string => prepare(endpoint, query).key;

  it('holds the request as it is sent, and what the endpoint declares', () => {
    const { key, ...prepared } = prepare(endpoint, { keys: ['b', 'a'] });
    expect(prepared).toEqual({
      source: 'ALO',
      name: 'numbers',
      method: 'POST',
      path: '/numbers',
      body: '{"keys":["b","a"]}',
      wire: endpoint.wire,
      rowsIn: endpoint.rowsIn,
    });
  });

  it('has the same key for a set in another order or with repetitions', () => {
    expect(keyOf({ keys: ['b', 'a', 'b'] })).toBe(keyOf({ keys: ['a', 'b'] }));
  });

  it('has another key for a list in another order, and for another value', () => {
    const lists: Query[] = [
      { keys: ['a'], order: ['x', 'y'] },
      { keys: ['a'], order: ['y', 'x'] },
      { keys: ['b'], order: ['x', 'y'] },
      { keys: ['a'] },
    ];
    expect(new Set(lists.map(keyOf)).size).toBe(lists.length);
  });

  it('has the same key whether a parameter is null or absent, in any order of parameters', () => {
    expect(keyOf({ keys: ['a'], order: null })).toBe(keyOf({ keys: ['a'] }));
    expect(keyOf({ order: ['x'], keys: ['a'] })).toBe(keyOf({ keys: ['a'], order: ['x'] }));
  });

  it('has another key for another endpoint', () => {
    expect(prepare({ ...endpoint, name: 'others' }, { keys: ['a'] }).key).not.toBe(keyOf({ keys: ['a'] }));
  });
});

describe('readOnce', () => {
  it('reads equal questions once, and makes a request only for a read that is sent', async () => {
    const { endpoint, requested } = startEndpoint();
    const read: string[] = [];
    const once = readOnce(async <Model>({ key, path, body }: PreparedRead<Model>) => {
      read.push(`${key} ${path} ${body}`);
      return read.length as Model;
    });
    const answers = await recordCalls(createProvenance(), () =>
      Promise.all([
        once(endpoint, { keys: ['a', 'b'] }),
        once(endpoint, { keys: ['b', 'a'] }),
        once(endpoint, { keys: [] }),
      ]),
    );
    expect(answers).toEqual([1, 1, 2]);
    expect(new Set(read).size).toBe(2);
    expect(requested).toHaveLength(2);
  });
});
