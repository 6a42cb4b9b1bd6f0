import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createByteBudget } from '../../../src/upstream/cache/byte-budget.ts';

function start(bytesPerOwner: number, bytesInAll: number) {
  const evicted: string[] = [];
  const removed: number[] = [];
  const budget = createByteBudget<number>({
    bytesPerOwner,
    bytesInAll,
    bytesOf: (value) => value,
    evicted: (name) => evicted.push(name),
    removed: (value) => removed.push(value),
  });
  return { ...budget, evicted, removed };
}

describe('a byte budget', () => {
  it('evicts the least recently used values of an owner above its bound', () => {
    const { set, get, evicted } = start(10, 100);
    set('quiet', 'q', 5);
    for (const name of ['a', 'b']) set('busy', name, 5);
    get('a');
    set('busy', 'c', 5);
    expect(evicted).toEqual(['b']);
    expect([get('q'), get('a'), get('b'), get('c')]).toEqual([5, 5, undefined, 5]);
  });

  it('evicts the values of the largest owner if all together are above the bound', () => {
    const { set, evicted } = start(10, 20);
    for (const name of ['a', 'b']) set('busy', name, 5);
    for (const name of ['c', 'd', 'e', 'f']) set(name, name, 3);
    expect(evicted).toEqual(['a']);
  });

  it('counts a name once that any owner sets again, and leaves it to its owner', () => {
    const { set, get, evicted } = start(10, 20);
    for (let time = 0; time < 10; time++) set(`owner ${time}`, 'a', 6);
    set('owner 0', 'b', 6);
    expect(evicted).toEqual(['a']);
    expect(get('b')).toBe(6);
  });

  it('does not store a value that is too large, and evicts nothing for it', () => {
    const { set, get, evicted } = start(10, 100);
    set('owner', 'a', 5);
    set('owner', 'b', 11);
    expect([get('a'), get('b'), evicted]).toEqual([5, undefined, []]);
  });

  it('reports each value that is no longer there, once', () => {
    const { set, delete: remove, clear, peek, removed } = start(10, 100);
    set('owner', 'a', 4);
    set('owner', 'a', 5);
    expect([removed, peek('a')]).toEqual([[4], 5]);
    set('owner', 'b', 6);
    expect([removed, peek('a')]).toEqual([[4, 5], undefined]);
    remove('b');
    remove('b');
    for (const [name, value] of [
      ['c', 1],
      ['d', 2],
    ] as const)
      set('owner', name, value);
    clear();
    clear();
    expect(removed).toEqual([4, 5, 6, 1, 2]);
    set('owner', 'e', 7);
    set('owner', 'e', 11);
    expect([removed.at(-1), peek('e')]).toEqual([7, undefined]);
  });

  it('does not count a peek as a use', () => {
    const { set, peek, evicted } = start(10, 100);
    for (const name of ['a', 'b']) set('owner', name, 5);
    expect(peek('a')).toBe(5);
    set('owner', 'c', 5);
    expect(evicted).toEqual(['a']);
  });

  it('deletes a value and its bytes, without an eviction', () => {
    const { set, delete: remove, clear, get, evicted } = start(10, 10);
    for (let time = 0; time < 5; time++) {
      set('owner', 'a', 8);
      remove('a');
      set('owner', 'b', 8);
      clear();
    }
    expect([get('a'), get('b'), evicted]).toEqual([undefined, undefined, []]);
  });

  it('never exceeds its bounds, and evicts only if there is no room', () => {
    const step = fc.record({
      owner: fc.constantFrom('a', 'b', 'c', 'd'),
      name: fc.integer({ min: 0, max: 12 }).map(String),
      bytes: fc.integer({ min: 1, max: 8 }),
      what: fc.constantFrom('set', 'set', 'set', 'get', 'delete'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const held = new Map<string, { owner: string; bytes: number }>();
        const bytesHeld = (owner?: string): number =>
          [...held.values()].reduce(
            (sum, one) => sum + (owner === undefined || one.owner === owner ? one.bytes : 0),
            0,
          );
        const budget = createByteBudget<number>({
          bytesPerOwner: 12,
          bytesInAll: 30,
          bytesOf: (value) => value,
          evicted: (name) => {
            const owner = held.get(name)?.owner;
            expect(bytesHeld(owner) > 12 || bytesHeld() > 30).toBe(true);
            held.delete(name);
          },
        });
        for (const { owner, name, bytes, what } of steps) {
          if (what === 'set') {
            held.set(name, { owner: held.get(name)?.owner ?? owner, bytes });
            budget.set(owner, name, bytes);
          } else if (what === 'delete') {
            held.delete(name);
            budget.delete(name);
          } else expect(budget.get(name)).toBe(held.get(name)?.bytes);
          expect(bytesHeld()).toBeLessThanOrEqual(30);
          for (const one of ['a', 'b', 'c', 'd']) expect(bytesHeld(one)).toBeLessThanOrEqual(12);
        }
      }),
    );
  });
});
