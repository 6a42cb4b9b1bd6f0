import { describe, expect, it } from 'vitest';
import {
  type CallRecord,
  callsOf,
  createProvenance,
  dependenciesOf,
  memoize,
  memoizeBy,
  recordCall,
  recordCalls,
  recordDependency,
  recordLoad,
  recordPart,
  showReadAtMs,
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
  freshUntilMs: 0,
  rows: null,
});

/** Reads something in a later turn. */
const read = async (endpoint: string): Promise<string> => {
  await tick();
  recordCall(record(endpoint));
  return endpoint;
};
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The endpoints of a provenance, in order. */
async function endpointsOf(ask: () => unknown): Promise<string[]> {
  const provenance = createProvenance();
  await recordCalls(provenance, ask);
  return [...callsOf(provenance)].map(({ endpoint }) => endpoint);
}

describe('a provenance', () => {
  it('holds the reads that were caused inside it, and no others', async () => {
    const [first, second] = await Promise.all([
      endpointsOf(() => Promise.all([read('a'), read('b')])),
      endpointsOf(() => read('c')),
      read('d'),
    ]);
    expect(first).toEqual(['a', 'b']);
    expect(second).toEqual(['c']);
  });

  it('holds a read also if it failed', async () => {
    const provenance = createProvenance();
    const ask = async (): Promise<never> => {
      await read('a');
      throw new Error('later');
    };
    await expect(recordCalls(provenance, ask)).rejects.toThrow('later');
    expect(callsOf(provenance).size).toBe(1);
  });

  it('does not hold the reads of a provenance inside it', async () => {
    const inner = createProvenance();
    expect(await endpointsOf(() => Promise.all([read('a'), recordCalls(inner, () => read('b'))]))).toEqual(['a']);
    expect([...callsOf(inner)].map(({ endpoint }) => endpoint)).toEqual(['b']);
  });
});

describe('a memoized question', () => {
  it('is answered once, and each caller gets the same answer', async () => {
    let asks = 0;
    const ask = memoizeBy(
      (name: string) => `${name} ${++asks}`,
      (name) => name.toLowerCase(),
    );
    expect([ask('a'), ask('A'), ask('b'), ask('a')]).toEqual(['a 1', 'a 1', 'b 2', 'a 1']);
  });

  it('is recorded for each caller, first or later, in progress or ended', async () => {
    const ask = memoizeBy(read, (endpoint) => endpoint);
    const trails = await Promise.all([
      endpointsOf(() => ask('a')),
      endpointsOf(() => Promise.all([ask('a'), ask('b')])),
      endpointsOf(() => ask('b')),
    ]);
    expect(trails).toEqual([['a'], ['a', 'b'], ['b']]);
    expect(await endpointsOf(() => ask('a'))).toEqual(['a']);
  });

  it('is recorded once for a caller that uses it in several ways', async () => {
    const whole = memoize(() => read('a'));
    const both = memoize(() => Promise.all([whole(), whole(), read('b')]));
    expect(await endpointsOf(() => Promise.all([both(), whole()]))).toEqual(['b', 'a']);
    expect(await endpointsOf(() => whole())).toEqual(['a']);
  });

  it('is recorded through everything that is made of it', async () => {
    const bottom = memoize(() => read('a'));
    const middle = memoizeBy(
      async (name: string) => [await bottom(), await read(name)],
      (name) => name,
    );
    const top = memoize(async () => [await middle('b'), await middle('c')]);
    expect((await endpointsOf(() => top())).sort()).toEqual(['a', 'b', 'c']);
    expect((await endpointsOf(() => middle('c'))).sort()).toEqual(['a', 'c']);
  });

  it('is recorded if it failed, for each caller that got the failure', async () => {
    const fail = memoize(async () => {
      await read('a');
      throw new Error('no');
    });
    const failed = (): Promise<string> => fail().catch(({ message }: Error) => message);
    expect(await Promise.all([endpointsOf(failed), endpointsOf(failed)])).toEqual([['a'], ['a']]);
  });

  it('records the reads that come after it was asked again', async () => {
    const whole = memoize(() => read('a'));
    const provenance = createProvenance();
    const early = recordCalls(createProvenance(), () => whole());
    recordCalls(provenance, () => whole());
    expect(callsOf(provenance).size).toBe(0);
    await early;
    expect(callsOf(provenance).size).toBe(1);
  });

  it('is answered without a current provenance', async () => {
    const whole = memoize(() => read('a'));
    expect(await whole()).toBe('a');
    expect(await endpointsOf(() => read('b'))).toEqual(['b']);
  });

  it('ends also if two are made of each other', async () => {
    const [one, other] = [createProvenance(), createProvenance()];
    one.parts.add(other);
    other.parts.add(one);
    one.calls.add(record('a'));
    other.calls.add(record('b'));
    expect(callsOf(one).size).toBe(2);
  });
});

describe('what an answer depends on', () => {
  const dependency = { freshUntilMs: 1, readAtMs: 0, served: () => {} };
  const other = { freshUntilMs: 2 };
  const of = (run: () => void) => {
    const provenance = createProvenance();
    recordCalls(provenance, run);
    return dependenciesOf(provenance);
  };

  it('is each thing that was read, in whatever part', () => {
    expect(
      of(() => {
        const part = createProvenance();
        recordCalls(part, () => recordCall({ ...record('a'), dependency }));
        recordCall({ ...record('b'), dependency });
        recordDependency(other);
        recordDependency(other);
        recordPart(part);
      }),
    ).toEqual({ reads: [dependency, dependency], others: [other] });
  });

  it.each([
    ['a read failed, or was not cached', () => recordCall(record('b'))],
    ['an answer was stale', () => recordCall({ ...record('b'), dependency, staleBecause: 'REVALIDATING' })],
  ])('is not known where %s', (_, run) => {
    expect(
      of(() => {
        recordCall({ ...record('a'), dependency });
        run();
      }),
    ).toBeUndefined();
  });

  it('is what a load has brought, and not what it has read', () => {
    const load = createProvenance();
    recordCalls(load, () => recordCall(record('failed')));
    expect(of(() => recordLoad(load, other))).toEqual({ reads: [], others: [other] });
  });

  it('is not known where nothing was read', () => {
    expect(of(() => {})).toBeUndefined();
  });
});

describe('when something was read', () => {
  const shownOf = (run: () => void) => {
    const [shown, outside] = [createProvenance(), createProvenance()];
    recordCalls(shown, run);
    const readAtMs = recordCalls(outside, () => showReadAtMs(shown));
    return { readAtMs, holds: () => [...outside.others].every(({ freshUntilMs }) => freshUntilMs > 0) };
  };

  it('is when the oldest answer was read, and not known where none was', () => {
    expect(shownOf(() => {}).readAtMs).toBeUndefined();
    expect(shownOf(() => recordDependency({ freshUntilMs: 9 })).readAtMs).toBeUndefined();
    const two = () => {
      for (const readAtMs of [undefined, 7, 5, 6]) recordCall({ ...record('a'), readAtMs });
      recordDependency({ freshUntilMs: 9, readAtMs: 3 });
    };
    expect(shownOf(two).readAtMs).toBe(5);
    expect(shownOf(() => recordDependency({ freshUntilMs: 9, readAtMs: 3 })).readAtMs).toBe(3);
  });

  it('is not the same any more when that was read again', () => {
    const dependency = { freshUntilMs: 9, readAtMs: 5, served: () => {} };
    const newer = { freshUntilMs: 9, readAtMs: 8, served: () => {} };
    const { holds } = shownOf(() => {
      for (const one of [dependency, newer]) recordCall({ ...record('a'), readAtMs: one.readAtMs, dependency: one });
    });
    newer.readAtMs = 20;
    expect(holds()).toBe(true);
    dependency.readAtMs = 20;
    expect(holds()).toBe(false);
  });
});
