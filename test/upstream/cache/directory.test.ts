import { describe, expect, it } from 'vitest';
import { SourceError } from '../../../src/errors.ts';
import { callsOf, createProvenance, recordCall, recordCalls } from '../../../src/provenance.ts';
import { nextRoster } from '../../../src/sources/rosters.ts';
import { createDirectory } from '../../../src/upstream/cache/directory.ts';

const MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MINUTE;

/** The record of a successful read. */
const CALL = {
  source: 'CALCOM',
  endpoint: 'people',
  startedAtMs: 0,
  waitMs: 0,
  ms: 0,
  attempts: 1,
  cache: 'MISS',
  ageMs: 0,
  freshUntilMs: MINUTE,
  rows: 1,
} as const;

/** A directory whose loads and clock the test controls. */
function directoryOver(...answers: (string | Error)[]) {
  const clock = { ms: 0 };
  const refusal = { atMs: -1 };
  let loads = 0;
  const read = createDirectory(
    async () => {
      const answer = answers[loads++];
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no such load');
      return answer;
    },
    { clock: { nowMs: () => clock.ms }, refusedAtMs: () => refusal.atMs },
  );
  return { read, clock, refusal, loads: () => loads };
}

describe('a directory', () => {
  it('is loaded once for all requests, at once or later', async () => {
    const { read, clock, loads } = directoryOver('first');
    expect(await Promise.all([read(), read()])).toEqual(['first', 'first']);
    clock.ms = 10 * MINUTE - 1;
    expect(await read()).toBe('first');
    expect(loads()).toBe(1);
  });

  it('is loaded again after ten minutes, once for all, and served meanwhile', async () => {
    const { read, clock, loads } = directoryOver('first', 'second');
    await read();
    clock.ms = 10 * MINUTE;
    expect(await Promise.all([read(), read()])).toEqual(['first', 'first']);
    expect(await read()).toBe('second');
    expect(loads()).toBe(2);
  });

  it('is looked at without a load', async () => {
    const { read, clock, refusal, loads } = directoryOver('first');
    expect(read.held()).toBeUndefined();
    await read();
    expect(read.held()).toEqual({ content: 'first', isFresh: true });
    clock.ms = 10 * MINUTE;
    expect(read.held()).toEqual({ content: 'first', isFresh: false });
    clock.ms = 15 * MINUTE;
    expect(read.held()).toBeUndefined();
    clock.ms = 0;
    refusal.atMs = 0;
    expect(read.held()).toBeUndefined();
    expect(loads()).toBe(1);
  });

  it('is waited for if it was not used for five more minutes', async () => {
    const { read, clock, loads } = directoryOver('first', 'second');
    await read();
    clock.ms = 15 * MINUTE;
    expect(await Promise.all([read(), read()])).toEqual(['second', 'second']);
    expect(loads()).toBe(2);
  });

  it('rejects like the load while none was ever loaded, and tries again at the next call', async () => {
    const { read } = directoryOver(new Error('down'), 'first');
    await expect(Promise.all([read(), read()])).rejects.toThrow('down');
    expect(await read()).toBe('first');
  });

  it('outlives failures after it was loaded, and tries again after five seconds', async () => {
    const { read, clock, loads } = directoryOver('first', new Error('down'), 'third');
    await read();
    clock.ms = 15 * MINUTE;
    expect([await read(), await read()]).toEqual(['first', 'first']);
    expect(loads()).toBe(2);
    clock.ms += 5_000;
    expect(await read()).toBe('first');
    expect(await read()).toBe('third');
    expect(loads()).toBe(3);
  });

  it('outlives failures for a week from when it was read, and no longer', async () => {
    const { read, clock } = directoryOver('first', ...Array.from({ length: 3 }, () => new Error('down')), 'fifth');
    await read();
    clock.ms = WEEK;
    expect(await read()).toBe('first');
    clock.ms += MINUTE;
    // After a failure it is loaded again in the background, and then waited for.
    expect(await read()).toBe('first');
    await expect(read()).rejects.toThrow('down');
    expect(await read()).toBe('fifth');
  });

  it('records its age and why it is stale, also if a bug prevents the load', async () => {
    const clock = { ms: 0 };
    let bug: Error | undefined;
    const read = createDirectory(
      async () => {
        if (bug) throw bug;
        recordCall({ ...CALL, startedAtMs: clock.ms });
        return 'first';
      },
      { clock: { nowMs: () => clock.ms } },
    );
    await read();
    clock.ms = 16 * MINUTE;
    bug = new TypeError('a bug');
    for (const when of ['as it fails', 'while it rests']) {
      const provenance = createProvenance();
      expect(await recordCalls(provenance, read), when).toBe('first');
      const why = { cache: 'STALE', ageMs: 16 * MINUTE, staleBecause: 'INTERNAL_SERVER_ERROR' };
      expect([...callsOf(provenance)], when).toEqual([expect.objectContaining(why)]);
    }
  });

  it('is a week old at most, also if it was made of a stale answer', async () => {
    const clock = { ms: 0 };
    let isDown = false;
    const read = createDirectory(
      async () => {
        if (isDown) throw new Error('down');
        recordCall({ ...CALL, startedAtMs: clock.ms, ageMs: WEEK - 4 * 60 * MINUTE, staleBecause: 'SOURCE_TIMEOUT' });
        return 'first';
      },
      { clock: { nowMs: () => clock.ms } },
    );
    await read();
    isDown = true;
    clock.ms = 4 * 60 * MINUTE;
    expect(await read()).toBe('first');
    clock.ms += 6 * MINUTE;
    await expect(read()).rejects.toThrow('down');
  });

  it('is dropped when the source refuses the credential', async () => {
    const refusal = new SourceError('SALESHANDY', 'UNAUTHORIZED');
    const { read, clock } = directoryOver('first', refusal, new Error('down'), 'fourth');
    await read();
    clock.ms = 15 * MINUTE;
    await expect(read()).rejects.toBe(refusal);
    await expect(read()).rejects.toThrow('down');
    expect(await read()).toBe('fourth');
  });

  it('is loaded again at once if another read was refused the credential', async () => {
    const { read, clock, refusal, loads } = directoryOver('first', 'second');
    await read();
    clock.ms = MINUTE;
    refusal.atMs = MINUTE;
    clock.ms += 1;
    expect([await read(), await read()]).toEqual(['second', 'second']);
    expect(loads()).toBe(2);
  });

  it('passes the last directory to the next load', async () => {
    const given: (string | undefined)[] = [];
    const clock = { ms: 0 };
    const read = createDirectory<string>(
      async (last) => {
        given.push(last);
        return `after ${last}`;
      },
      { clock: { nowMs: () => clock.ms } },
    );
    await read();
    clock.ms = 15 * MINUTE;
    expect(await read()).toBe('after after undefined');
    expect(given).toEqual([undefined, 'after undefined']);
  });
});

describe('a roster that is read again', () => {
  const person = (userId: string) => ({ userId });
  const before = nextRoster({ rows: [person('1'), person('2')], unreadable: [], isProven: true }, undefined);

  it('is what it says now, if each row can be read', () => {
    expect(nextRoster({ rows: [person('3')], unreadable: [], isProven: true }, before)).toEqual({
      rows: [person('3')],
      unreadable: [],
      wasWhole: true,
    });
  });

  it('keeps a missing person if a row cannot be read: it may be theirs', () => {
    expect(nextRoster({ rows: [person('1')], unreadable: [1], isProven: true }, before)).toEqual({
      rows: [person('1'), person('2')],
      unreadable: [1],
      wasWhole: true,
    });
  });

  it('is not whole if such a row may be a new person', () => {
    const next = nextRoster({ rows: [person('1'), person('2')], unreadable: [2], isProven: true }, before);
    expect(next.wasWhole).toBe(false);
    expect(nextRoster({ rows: [person('1')], unreadable: [1], isProven: true }, next).wasWhole).toBe(false);
    expect(nextRoster({ rows: [], unreadable: [0], isProven: true }, undefined).wasWhole).toBe(false);
  });

  it('is not whole if its end was not seen, and keeps the earlier people', () => {
    const next = nextRoster({ rows: [person('1')], unreadable: [], isProven: false }, before);
    expect(next).toEqual({ rows: [person('1'), person('2')], unreadable: [], wasWhole: false });
    expect(nextRoster({ rows: [person('1')], unreadable: [], isProven: true }, next).wasWhole).toBe(true);
  });
});
