import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFairQueue, type FairQueue, type QueueItem } from '../../src/time/fair-queue.ts';

interface Item extends QueueItem {
  readonly name: string;
}

/** `a1`: the first of caller a; `b2 later`: the second of caller b, in the background. */
const item = (name: string): Item => ({ name, caller: name.charAt(0), isBackground: name.endsWith('later') });

function queueOf(...names: string[]): FairQueue<Item> {
  const queue = createFairQueue<Item>();
  for (const name of names) queue.add(item(name));
  return queue;
}

function takeAll(queue: FairQueue<Item>): string[] {
  const names: string[] = [];
  for (let next = queue.take(); next; next = queue.take()) names.push(next.name);
  return names;
}

/** The items that `retain` visits, in order; removes the named ones. */
function sift(queue: FairQueue<Item>, ...going: string[]): string[] {
  const asked: string[] = [];
  let place = 0;
  queue.retain(({ name }) => {
    asked.push(`${place} ${name}`);
    if (going.includes(name)) return false;
    place++;
    return true;
  });
  return asked;
}

const names = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.boolean()), { maxLength: 30 })
  .map((all) => all.map(([caller, isLater], number) => `${caller}${number}${isLater ? ' later' : ''}`));

describe('a fair queue', () => {
  it('serves callers round robin, however many items of one came first', () => {
    expect(takeAll(queueOf('a1', 'a2', 'a3', 'b1', 'c1', 'c2'))).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
  });

  it('takes what a request waits for before background work', () => {
    const queue = queueOf('a1 later', 'b1 later', 'a2', 'b2');
    expect(queue.take()?.name).toBe('a2');
    queue.add(item('c1'));
    expect(takeAll(queue)).toEqual(['b2', 'c1', 'a1 later', 'b1 later']);
  });

  it('serves callers round robin in the background, too', () => {
    expect(takeAll(queueOf('a1 later', 'a2 later', 'b1 later'))).toEqual(['a1 later', 'b1 later', 'a2 later']);
  });

  it('puts a caller that was served behind those that wait', () => {
    const queue = queueOf('a1', 'b1');
    queue.take();
    queue.add(item('a2'));
    queue.add(item('c1'));
    expect(takeAll(queue)).toEqual(['b1', 'a2', 'c1']);
  });

  it('skips callers that may not go, and keeps their positions', () => {
    const queue = queueOf('a1', 'b1', 'a2', 'c1', 'a3 later', 'd1 later');
    const notA = (caller: string): boolean => caller !== 'a';
    expect([queue.take(notA)?.name, queue.take(notA)?.name, queue.take(notA)?.name]).toEqual(['b1', 'c1', 'd1 later']);
    expect(queue.take(notA)).toBeUndefined();
    queue.add(item('b2'));
    expect(queue.size()).toBe(4);
    expect(takeAll(queue)).toEqual(['a1', 'b2', 'a2', 'a3 later']);
  });

  it('counts the waiting items of each caller, in the background, too', () => {
    const queue = queueOf('a1', 'b1', 'a2 later', 'c1 later');
    expect([...queue.waiting()]).toEqual([
      ['a', 2],
      ['b', 1],
      ['c', 1],
    ]);
    queue.take();
    expect([...queue.waiting()]).toEqual([
      ['b', 1],
      ['a', 1],
      ['c', 1],
    ]);
  });

  it('forgets the item that it removes, and no other', () => {
    const queue = createFairQueue<Item>();
    const [first, second, other] = [item('a1'), item('a2'), item('b1')];
    for (const one of [first, second, other]) queue.add(one);
    queue.remove(first);
    queue.remove(first);
    queue.remove(item('b1'));
    expect(queue.size()).toBe(2);
    expect(takeAll(queue)).toEqual(['a2', 'b1']);
    expect(queue.size()).toBe(0);
    expect(queue.take()).toBeUndefined();
  });

  it('keeps the position of a caller whose next item is removed', () => {
    const queue = createFairQueue<Item>();
    const first = item('a1');
    queue.add(first);
    for (const name of ['b1', 'a2']) queue.add(item(name));
    queue.remove(first);
    expect(takeAll(queue)).toEqual(['a2', 'b1']);
  });

  it('gives the position of a removed item to the next item', () => {
    const queue = queueOf('a1', 'b1', 'a2', 'c1 later');
    expect(sift(queue, 'a1')).toEqual(['0 a1', '0 a2', '1 b1', '2 c1 later']);
    expect(sift(queue, 'a2', 'c1 later')).toEqual(['0 a2', '0 b1', '1 c1 later']);
    expect(queue.size()).toBe(1);
    expect(takeAll(queue)).toEqual(['b1']);
  });

  it('retains in the order in which it takes', () => {
    fc.assert(
      fc.property(names, fc.nat(10), (all, taken) => {
        const queue = queueOf(...all);
        for (let turn = 0; turn < taken; turn++) queue.take();
        const asked = sift(queue);
        expect(asked).toEqual(takeAll(queue).map((name, place) => `${place} ${name}`));
      }),
    );
  });

  it('retains as if each removed item had left before the next one is visited', () => {
    fc.assert(
      fc.property(names, fc.array(fc.nat(12), { maxLength: 30 }), (all, lastPositions) => {
        const stays = ({ name }: Item, position: number): boolean =>
          position <= (lastPositions[all.indexOf(name)] ?? 5);
        const queue = queueOf(...all);
        let place = 0;
        queue.retain((one) => {
          const isStaying = stays(one, place);
          if (isStaying) place++;
          return isStaying;
        });
        expect(queue.size()).toBe(place);
        const staying = takeAll(queue);
        expect(staying).toEqual(oneByOne(all, stays));
      }),
    );
  });

  it('serves no caller twice while another one waits', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { freq: 2 })), (steps) => {
        const queue = createFairQueue<Item>();
        const turnsSince = new Map<Item, string[]>();
        for (const [number, caller] of steps.entries()) {
          if (caller === null) {
            const taken = queue.take();
            if (!taken) continue;
            const had = turnsSince.get(taken) ?? [];
            const before = had.filter((one) => one === taken.caller).length;
            for (const other of new Set(had)) {
              expect(had.filter((one) => one === other).length).toBeLessThanOrEqual(before + 1);
            }
            turnsSince.delete(taken);
            for (const turns of turnsSince.values()) turns.push(taken.caller);
          } else {
            const one = item(`${caller}${number}`);
            queue.add(one);
            turnsSince.set(one, []);
          }
        }
      }),
    );
  });
});

/** Removes the first item that may not stay at its position, and starts again. */
function oneByOne(all: readonly string[], stays: (item: Item, place: number) => boolean, gone: Item[] = []): string[] {
  const items = all.map(item);
  const queue = createFairQueue<Item>();
  for (const one of items) queue.add(one);
  for (const one of items) if (gone.some(({ name }) => name === one.name)) queue.remove(one);
  const order = takeAll(queue);
  const leaving = order.map(item).find((one, place) => !stays(one, place));
  return leaving ? oneByOne(all, stays, [...gone, leaving]) : order;
}
