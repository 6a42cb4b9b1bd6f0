import { describe, expect, it } from 'vitest';
import { HOUR_MS, MEGABYTE, startCaches } from '../../support/upstream/caches.ts';

describe.each([
  ['in memory', false],
  ['in the store', true],
])('a cached answer %s', (_, hasStore) => {
  /** The process that has the entry in memory, or another one that reads the store. */
  const start = () => {
    const { clock, open } = startCaches(hasStore);
    const writer = open();
    return { clock, writer, reader: hasStore ? open() : writer };
  };

  it('is found with its age for a day, and not later', async () => {
    const { clock, writer, reader } = start();
    writer.put('name', 'text');
    expect(await reader.seen('name')).toEqual({ model: 'text', ageMs: 0 });
    await clock.advance(24 * HOUR_MS - 1);
    expect(await reader.seen('name')).toEqual({ model: 'text', ageMs: 24 * HOUR_MS - 1 });
    await clock.advance(1);
    expect(await reader.seen('name')).toBeUndefined();
  });

  it('says that there is no such thing if that was the answer', async () => {
    const { writer, reader } = start();
    writer.put('name', null);
    expect(await reader.find('name')).toMatchObject({ model: 'nothing', isMissing: true });
    writer.put('empty', '');
    expect(await reader.find('empty')).toMatchObject({ model: '', isMissing: false });
  });

  it('is the latest one', async () => {
    const { clock, writer, reader } = start();
    writer.put('name', 'old');
    await reader.seen('name');
    await clock.advance(2_000);
    writer.put('name', 'new');
    expect(await reader.seen('name')).toEqual({ model: 'new', ageMs: 0 });
  });

  it('is not found under another name, nor after it was dropped', async () => {
    const { writer, reader } = start();
    writer.put('name', 'text');
    expect(await reader.seen('other')).toBeUndefined();
    writer.drop('name');
    expect(await reader.seen('name')).toBeUndefined();
  });

  it('is not shown after the credential was refused, unless it was read later', async () => {
    const { clock, writer, reader } = start();
    writer.put('name', 'old');
    writer.put('other', 'old');
    await reader.seen('name');
    await clock.advance(5_000);
    writer.dropAll();
    expect(await reader.seen('name')).toBeUndefined();
    expect(await reader.seen('name')).toBeUndefined();
    await clock.advance(1_000);
    writer.put('name', 'new');
    expect(await reader.seen('name')).toEqual({ model: 'new', ageMs: 0 });
    expect(await reader.seen('other')).toBeUndefined();
  });

  it('has its true age although the wall clock jumps', async () => {
    const { clock, writer, reader } = start();
    writer.put('name', 'text');
    await reader.seen('name');
    for (const jumpMs of [-HOUR_MS, 5 * HOUR_MS, -30 * HOUR_MS]) {
      clock.jumpEpoch(jumpMs);
      await clock.advance(10_000);
      expect((await reader.seen('name'))?.ageMs).toBe(clock.nowMs());
    }
  });
});

describe('memory', () => {
  it('is bounded in bytes, and evicts the least recently used entry first', async () => {
    const { open } = startCaches(false);
    const cache = open();
    const text = ' '.repeat(5 * MEGABYTE);
    for (let number = 0; number < 8; number++) cache.put(`name ${number}`, text);
    await cache.seen('name 0');
    cache.put('name 8', text);
    const found = await Promise.all(Array.from({ length: 9 }, (_, number) => cache.seen(`name ${number}`)));
    // Eight times 15 MB fit into 128 MB, and not nine times.
    expect(found.flatMap((answer, number) => (answer ? [] : [number]))).toEqual([1]);
  });

  it('counts small entries, too', async () => {
    const { open } = startCaches(false);
    const cache = open();
    for (let number = 0; number < 300_000; number++) cache.put(`name ${number}`, null);
    expect(await cache.seen('name 0')).toBeUndefined();
    expect(await cache.seen('name 299999')).toBeDefined();
  });

  it('leaves an entry that does not fit to the store', async () => {
    const { open } = startCaches();
    const cache = open();
    cache.put('name', ' '.repeat(44 * MEGABYTE));
    expect((await cache.seen('name'))?.model).toHaveLength(44 * MEGABYTE);
  });
});

describe('what depends on a cached answer', () => {
  const NEVER = Number.NEGATIVE_INFINITY;
  function start() {
    const { clock, open } = startCaches(false);
    const cache = open();
    cache.put('name', 'text');
    return { clock, cache, dependency: cache.dependencyOn('name', 'text') };
  }

  it('has to be made again after a minute', async () => {
    const { clock, cache, dependency } = start();
    expect(dependency?.freshUntilMs).toBe(60_000);
    await clock.advance(5_000);
    cache.put('name', 'text');
    expect(dependency?.freshUntilMs).toBe(65_000);
    expect(cache.dependencyOn('name', 'text')).toBe(dependency);
  });

  it.each<[string, (cache: ReturnType<typeof start>['cache']) => void]>([
    ['it has changed', (cache) => cache.put('name', 'other')],
    ['it is gone', (cache) => cache.put('name', null)],
    ['it was dropped', (cache) => cache.drop('name')],
    ['the credential was refused', (cache) => cache.dropAll()],
    [
      'it was evicted',
      (cache) => {
        for (let number = 0; number < 9; number++) cache.put(`${number}`, ' '.repeat(5 * MEGABYTE));
      },
    ],
    ['one came that is too large for the memory', (cache) => cache.put('name', ' '.repeat(44 * MEGABYTE))],
  ])('has to be made again as soon as %s, for ever', async (_, happen) => {
    const { clock, cache, dependency } = start();
    happen(cache);
    expect(dependency?.freshUntilMs).toBe(NEVER);
    await clock.advance(1);
    cache.drop('name');
    cache.put('name', 'text');
    expect(dependency?.freshUntilMs).toBe(NEVER);
  });

  it('cannot be known where the answer is another one by now', () => {
    const { cache } = start();
    expect(cache.dependencyOn('name', 'other')).toBeUndefined();
    expect(cache.dependencyOn('other', 'text')).toBeUndefined();
  });

  it('is never right if it was read at the moment at which the credential was refused', () => {
    const { cache } = start();
    cache.dropAll();
    cache.put('name', 'text');
    expect(cache.dependencyOn('name', 'text')?.freshUntilMs).toBe(NEVER);
  });
});
