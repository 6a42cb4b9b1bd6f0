/** The bounds of the cache of answers. test/server/answers tests what is kept and for how long. */
import { describe, expect, it } from 'vitest';
import { createAnswerCache } from '../../src/graphql/answer-cache.ts';
import { createProvenance, recordCalls, recordDependency } from '../../src/provenance.ts';

const MEGABYTE = 1024 * 1024;

function start(dependencies = 1) {
  const dependency = { freshUntilMs: 1_000 };
  const cache = createAnswerCache({ nowMs: () => 0 });
  const provenance = createProvenance();
  recordCalls(provenance, () => {
    recordDependency(dependency);
    for (let count = 1; count < dependencies; count++) recordDependency({ ...dependency });
  });
  /** Makes an answer of so many bytes. */
  const make = (caller: string, name: string, bytes: number) =>
    cache.make(caller, name, async () => ({
      answer: { status: 200, headers: new Map(), body: ' '.repeat(bytes), isCacheable: true, isBadGraphql: false },
      provenance,
    }));
  return { ...cache, make, dependency };
}

describe('the cache of answers', () => {
  it('keeps no answer above 4 MB', async () => {
    const { make, find } = start();
    await make('caller', 'small', 4 * MEGABYTE);
    await make('caller', 'large', 4 * MEGABYTE + 1);
    expect(find('small')?.body.length).toBe(4 * MEGABYTE);
    expect(find('large')).toBeUndefined();
  });

  it('keeps 32 MB for a caller, and evicts the answers of that one first', async () => {
    const { make, find } = start();
    await make('quiet', 'quiet', 1_000);
    for (let number = 0; number < 12; number++) await make('busy', `busy ${number}`, MEGABYTE);
    const kept = Array.from({ length: 12 }, (_, number) => find(`busy ${number}`)).map(Boolean);
    // An answer counts three times, with its compressed forms.
    expect(kept).toEqual([...Array<boolean>(2).fill(false), ...Array<boolean>(10).fill(true)]);
    expect(find('quiet')).toBeDefined();
  });

  it('keeps 64 MB for all callers together', async () => {
    const { make, find } = start();
    const names = Array.from({ length: 100 }, (_, number) => `${number}`);
    for (const name of names) await make(name, name, MEGABYTE);
    expect(names.filter((name) => find(name)).length).toBe(21);
  });

  it('counts the memory of what an answer was made of', async () => {
    // 1,000 of them take half a megabyte.
    const { make, find } = start(1_000);
    const names = Array.from({ length: 100 }, (_, number) => `${number}`);
    for (const name of names) await make('caller', name, 1);
    const kept = names.filter((name) => find(name)).length;
    expect(kept).toBeGreaterThan(50);
    expect(kept).toBeLessThan(70);
  });

  it('has a stale answer again when its data is fresh again, and never one that is not current', async () => {
    const { make, find, dependency } = start();
    await make('caller', 'name', 1);
    for (const [freshUntilMs, isFound] of [
      [0, false],
      [2_000, true],
      [Number.NEGATIVE_INFINITY, false],
      [2_000, false],
    ] as const) {
      dependency.freshUntilMs = freshUntilMs;
      expect(find('name') !== undefined).toBe(isFound);
    }
  });

  it('rejects as the making of the answer does, and others do not wait for it', async () => {
    const { make, inProgress } = createAnswerCache({ nowMs: () => 0 });
    const failed = make('caller', 'name', () => Promise.reject(new Error('a bug')));
    const waiting = inProgress('caller', 'name');
    expect(inProgress('other', 'name')).toBeUndefined();
    await expect(failed).rejects.toThrow('a bug');
    expect(await waiting).toBeUndefined();
    expect(inProgress('caller', 'name')).toBeUndefined();
  });
});
