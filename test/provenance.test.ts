import { describe, expect, it } from 'vitest';
import {
  type CallRecord,
  callsOf,
  createProvenance,
  memoize,
  memoizeBy,
  recordCall,
  recordCalls,
} from '../src/provenance.ts';

const record = (endpoint: string): CallRecord => ({
  source: 'CALCOM',
  endpoint,
  startedAtMs: 0,
  waitMs: 0,
  ms: 1,
  attempts: 1,
  cache: 'MISS',
  ageMs: 0,
  freshMs: 0,
  rows: null,
});

/** Reads something, later than it was asked for. */
const read = async (endpoint: string): Promise<string> => {
  await tick();
  recordCall(record(endpoint));
  return endpoint;
};
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The endpoints that were called for somebody, in order. */
async function trailOf(ask: () => unknown): Promise<string[]> {
  const trail = createProvenance();
  await recordCalls(trail, ask);
  return [...callsOf(trail)].map(({ endpoint }) => endpoint);
}

describe('a trail', () => {
  it('holds the calls of what was asked inside it, and no others', async () => {
    const [first, second] = await Promise.all([
      trailOf(() => Promise.all([read('a'), read('b')])),
      trailOf(() => read('c')),
      read('d'),
    ]);
    expect(first).toEqual(['a', 'b']);
    expect(second).toEqual(['c']);
  });

  it('holds a call also where asking failed', async () => {
    const trail = createProvenance();
    const ask = async (): Promise<never> => {
      await read('a');
      throw new Error('later');
    };
    await expect(recordCalls(trail, ask)).rejects.toThrow('later');
    expect(callsOf(trail).size).toBe(1);
  });

  it('leaves the calls of a trail inside it to that one', async () => {
    const inner = createProvenance();
    expect(await trailOf(() => Promise.all([read('a'), recordCalls(inner, () => read('b'))]))).toEqual(['a']);
    expect([...callsOf(inner)].map(({ endpoint }) => endpoint)).toEqual(['b']);
  });
});

describe('what is asked once', () => {
  it('is asked once for each question, and everybody gets the same answer', async () => {
    let asks = 0;
    const ask = memoizeBy(
      (name: string) => `${name} ${++asks}`,
      (name) => name.toLowerCase(),
    );
    expect([ask('a'), ask('A'), ask('b'), ask('a')]).toEqual(['a 1', 'a 1', 'b 2', 'a 1']);
  });

  it('is noted for whoever asked, first or later, at once or when it was over', async () => {
    const ask = memoizeBy(read, (endpoint) => endpoint);
    const trails = await Promise.all([
      trailOf(() => ask('a')),
      trailOf(() => Promise.all([ask('a'), ask('b')])),
      trailOf(() => ask('b')),
    ]);
    expect(trails).toEqual([['a'], ['a', 'b'], ['b']]);
    expect(await trailOf(() => ask('a'))).toEqual(['a']);
  });

  it('is noted once for who asks for it in several ways', async () => {
    const whole = memoize(() => read('a'));
    const both = memoize(() => Promise.all([whole(), whole(), read('b')]));
    expect(await trailOf(() => Promise.all([both(), whole()]))).toEqual(['b', 'a']);
    expect(await trailOf(() => whole())).toEqual(['a']);
  });

  it('is noted through everything that is made of it', async () => {
    const bottom = memoize(() => read('a'));
    const middle = memoizeBy(
      async (name: string) => [await bottom(), await read(name)],
      (name) => name,
    );
    const top = memoize(async () => [await middle('b'), await middle('c')]);
    expect((await trailOf(() => top())).sort()).toEqual(['a', 'b', 'c']);
    expect((await trailOf(() => middle('c'))).sort()).toEqual(['a', 'c']);
  });

  it('is noted where it failed, for everybody who got the failure', async () => {
    const fail = memoize(async () => {
      await read('a');
      throw new Error('no');
    });
    const failed = (): Promise<string> => fail().catch(({ message }: Error) => message);
    expect(await Promise.all([trailOf(failed), trailOf(failed)])).toEqual([['a'], ['a']]);
  });

  it('holds the calls that come after it was asked for again', async () => {
    const whole = memoize(() => read('a'));
    const trail = createProvenance();
    const early = recordCalls(createProvenance(), () => whole());
    recordCalls(trail, () => whole());
    expect(callsOf(trail).size).toBe(0);
    await early;
    expect(callsOf(trail).size).toBe(1);
  });

  it('is answered where nobody follows', async () => {
    const whole = memoize(() => read('a'));
    expect(await whole()).toBe('a');
    expect(await trailOf(() => read('b'))).toEqual(['b']);
  });

  it('ends also where two are made of each other', async () => {
    const [one, other] = [createProvenance(), createProvenance()];
    one.parts.add(other);
    other.parts.add(one);
    one.calls.add(record('a'));
    other.calls.add(record('b'));
    expect(callsOf(one).size).toBe(2);
  });
});
