import { describe, expect, it } from 'vitest';
import { createKeyring } from '../../../src/upstream/cache/keyring.ts';
import type { SharedStore } from '../../../src/upstream/redis/shared-tier.ts';
import { HOUR_MS, MEGABYTE, SECRET, startCaches } from '../../support/upstream/caches.ts';

describe('the store', () => {
  it('is not read for what is fresh in memory, nor each time for what is stale', async () => {
    const { clock, store, open } = startCaches();
    const names: string[] = [];
    const get: SharedStore['get'] = (asked) => {
      names.push(asked[0] ?? '');
      return store.get(asked);
    };
    const cache = open({ store: { ...store, get } });
    await cache.find('name');
    open().put('name', 'text');
    await cache.find('name');
    expect(names).toHaveLength(2);
    await clock.advance(60_000);
    await cache.find('name', true);
    expect(names).toHaveLength(2);
    await Promise.all(Array.from({ length: 100 }, () => cache.find('name')));
    await clock.advance(1_000);
    expect((await cache.find('name'))?.model).toBe('text');
    expect(names).toHaveLength(4);
  });

  it('has what another process has read since', async () => {
    const { clock, open } = startCaches();
    const [one, other] = [open(), open()];
    one.put('name', 'old');
    await clock.advance(60_000);
    other.put('name', 'new');
    await clock.advance(7_000);
    expect(await one.seen('name')).toEqual({ model: 'new', ageMs: 7_000 });
  });

  it('does not replace what this process read later', async () => {
    const { clock, store, open } = startCaches();
    const [one, other] = [open(), open()];
    other.put('name', 'old');
    const before = store.values.get('name') ?? Buffer.alloc(0);
    await clock.advance(60_000);
    one.put('name', 'new');
    store.set('name', before, HOUR_MS);
    await clock.advance(5_000);
    expect((await one.seen('name'))?.model).toBe('new');
  });

  it('leaves an equal entry in memory as it is, with all that is known of it', async () => {
    const { clock, open } = startCaches();
    const [cache, late] = [open(), open()];
    cache.put('name', 'text');
    await clock.advance(60_000.4);
    for (const reader of [cache, late]) {
      const entry = await reader.find('name');
      if (entry) entry.pause = { untilMs: clock.nowMs() + 3_000, code: 'SOURCE_UNAVAILABLE' };
      await clock.advance(2_000.3);
      expect((await reader.find('name'))?.pause?.code).toBe('SOURCE_UNAVAILABLE');
    }
  });

  it('holds no readable value, and no name that reveals anything', async () => {
    const { store, open } = startCaches();
    const cache = open();
    cache.put('name', 'lead@example.com');
    cache.dropAll();
    expect(store.values.size).toBe(2);
    for (const [name, value] of store.values) {
      expect(`${name}${value.toString('latin1')}`).not.toMatch(/lead|example|refused|secret/);
    }
  });

  it('holds nothing for another credential, nor the refusal of one', async () => {
    const { clock, open } = startCaches();
    const [mine, theirs] = [open(), open({ secret: 'other secret' })];
    mine.put('name', 'mine');
    expect(await theirs.seen('name')).toBeUndefined();
    await clock.advance(1_000);
    theirs.dropAll();
    expect((await open().seen('name'))?.model).toBe('mine');
  });

  it.each<[string, (value: Buffer, another: Buffer) => Buffer]>([
    ['nothing', () => Buffer.alloc(0)],
    ['what this server did not write', () => Buffer.from('WRONGTYPE or anything else')],
    ['a value that was cut', (value) => value.subarray(0, -1)],
    ['a value of which a bit was changed', (value) => value.map((byte, at) => (at === 20 ? byte ^ 1 : byte)) as Buffer],
    ['the value of another name', (_, another) => another],
    ['what cannot be read', () => createKeyring(SECRET).seal('name', '1\ngarbage') as Buffer],
  ])('treats %s as absent', async (_, corrupt) => {
    const { store, open } = startCaches();
    const writer = open();
    writer.put('name', 'text');
    writer.put('another', 'another text');
    const [value, another] = ['name', 'another'].map((name) => store.values.get(name) ?? Buffer.alloc(0));
    if (value && another) store.values.set('name', Buffer.from(corrupt(value, another)));
    expect(await open().seen('name')).toBeUndefined();
    expect((await writer.seen('name'))?.model).toBe('text');
  });

  it('holds no more of a process than its memory, and one caller evicts nothing of others', async () => {
    const { store, open } = startCaches();
    const [cache, other] = [open(), open()];
    other.put('of another process', 'text');
    cache.put('of a quiet caller', 'text', 'quiet');
    for (let number = 0; number < 30; number++) {
      cache.put(`name ${number}`, ' '.repeat(5 * MEGABYTE), 'busy');
      // What another process put there is read, and leaves only the memory.
      if (number === 0) await cache.find('of another process');
    }
    const bytes = [...store.values.values()].reduce((sum, { length }) => sum + length, 0);
    expect(bytes).toBeGreaterThan(35 * MEGABYTE);
    expect(bytes).toBeLessThan(45 * MEGABYTE);
    const reader = open();
    for (const name of ['of another process', 'of a quiet caller', 'name 29']) {
      expect((await reader.seen(name))?.model).toBeDefined();
    }
    expect(await reader.seen('name 0')).toBeUndefined();
    expect(await cache.seen('name 0')).toBeUndefined();
  });

  it('leaves each process its own entries when it is gone', async () => {
    const { clock, store, open } = startCaches();
    const [one, other] = [open(), open()];
    one.put('name', 'text');
    store.values.clear();
    await clock.advance(70_000);
    expect((await one.seen('name'))?.ageMs).toBe(70_000);
    expect(await other.seen('name')).toBeUndefined();
  });
});

describe('a dropped entry', () => {
  it('is not restored by a read of the store in progress', async () => {
    const { clock, store, open } = startCaches();
    open().put('name', 'text');
    await clock.advance(1_000);
    const answering = Promise.withResolvers<void>();
    const get: SharedStore['get'] = async (names) => {
      const values = await store.get(names);
      await answering.promise;
      return values;
    };
    const cache = open({ store: { ...store, get } });
    const asking = cache.find('name');
    await clock.advance(10);
    cache.drop('name');
    answering.resolve();
    expect(await asking).toBeUndefined();
    expect(await cache.seen('name')).toBeUndefined();
  });

  it('is not shown again if the store did not receive the deletion', async () => {
    const { clock, store, open } = startCaches();
    const cache = open({ store: { ...store, drop: () => {} } });
    cache.put('name', 'text');
    await clock.advance(1_000);
    cache.drop('name');
    expect(await cache.seen('name')).toBeUndefined();
  });

  it('is cached again as soon as any process reads it again', async () => {
    const { clock, open } = startCaches();
    const [one, other] = [open(), open()];
    for (const reader of [one, other]) {
      one.drop('name');
      if (reader === other) await clock.advance(1);
      reader.put('name', 'text');
      expect((await one.seen('name'))?.model).toBe('text');
    }
  });
});

describe('an entry of a machine whose clock', () => {
  it('is ahead is never from the future, and ages from when it was first seen', async () => {
    const { clock, open } = startCaches();
    open({ aheadMs: HOUR_MS }).put('name', 'text');
    const reader = open();
    await clock.advance(10_000);
    expect((await reader.seen('name'))?.ageMs).toBe(0);
    await clock.advance(100_000);
    expect((await reader.seen('name'))?.ageMs).toBe(100_000);
  });

  it('is behind seems older, and is dropped after a day', async () => {
    const { open } = startCaches();
    open({ aheadMs: -HOUR_MS }).put('name', 'text');
    expect((await open().seen('name'))?.ageMs).toBe(HOUR_MS);
    open({ aheadMs: -25 * HOUR_MS }).put('name', 'text');
    expect(await open().seen('name')).toBeUndefined();
  });
});
