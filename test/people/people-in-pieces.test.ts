/** Linking people yields between small pieces, so that the server answers other requests meanwhile. */
import { afterEach, describe, expect, it } from 'vitest';
import { gatherPeople } from '../../src/people/people.ts';
import { EMPTY_PEOPLE_FILE } from '../../src/people/people-file.ts';
import type { Pieces } from '../../src/time/pieces.ts';
import { createScheduler } from '../../src/time/slices.ts';
import { startGraph } from '../support/graph.ts';
import { calcomPerson, member, wholeRosters } from '../support/people/rosters.ts';
import { gather } from '../support/people/support.ts';
import { observedScheduler } from '../support/scheduler.ts';

const running: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of running.splice(0)) await close();
});

const USERS = '{ users(first: 100) { nodes { id name identities { source sourceId rule } } } }';

describe('a server that links people', () => {
  it('answers other requests while linking waits, and links once for all requests that need it', async () => {
    const waiting: (() => void)[] = [];
    let nowMs = 0;
    // Each reading of the clock takes a millisecond, and the test runs the turns of the event loop.
    const scheduler = createScheduler(
      (run) => waiting.push(run),
      () => nowMs++,
    );
    const graph = await startGraph({ scheduler });
    const other = await startGraph();
    running.push(graph.close, other.close);
    let answered = 0;
    const pending = [USERS, USERS].map((query) => graph.ask(query).finally(() => answered++));
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    expect(await graph.ask('{ sources { name } }')).toEqual(await other.ask('{ sources { name } }'));
    expect(answered).toBe(0);
    let turns = 0;
    while (answered < 2) {
      for (const run of waiting.splice(0)) run();
      turns++;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(turns).toBeGreaterThan(50);
    const answer = await other.ask(USERS);
    expect(answer.errors).toBeUndefined();
    expect(await Promise.all(pending)).toEqual([answer, answer]);
  });
});

describe('names in actions', () => {
  const RANGE = 'range: { from: "2026-01-01T00:00:00Z", to: "2026-04-01T00:00:00Z" }';

  it.each([
    ['of a user', `{ users(first: 3) { nodes { actions(${RANGE}) { totalCount } } } }`],
    ['that are not linked', `{ people { unlinkedNames(${RANGE}, first: 3) { totalCount } } }`],
  ])('are matched in pieces, one for each action: %s', async (_, query) => {
    let pieces = 0;
    function* counted<Result>(work: Pieces<Result>): Pieces<Result> {
      for (let piece = work.next(); ; piece = work.next()) {
        if (piece.done) return piece.value;
        pieces++;
        yield;
      }
    }
    const graph = await startGraph({
      scheduler: observedScheduler((slices) => ({ work: (work) => slices.work(counted(work)) })),
      // So that the actions are read again, in as many pieces.
      without: ['EQUAL_BODIES'],
    });
    running.push(graph.close);
    await graph.ask(USERS);
    const toLink = pieces;
    const periods = await graph.ask('{ periods(first: 100) { nodes { actions { totalCount } } } }');
    const actions = periods.data.periods.nodes.reduce(
      (sum: number, period: { actions: { totalCount: number } }) => sum + period.actions.totalCount,
      0,
    );
    const toRead = pieces - toLink;
    expect((await graph.ask(query)).errors).toBeUndefined();
    expect(actions).toBeGreaterThan(50);
    expect(pieces - toLink - toRead).toBeGreaterThanOrEqual(toRead + actions);
  });
});

describe('linking', () => {
  const organization = (size: number) => {
    const ids = Array.from({ length: size }, (_, id) => id + 1);
    const person = (id: number) =>
      calcomPerson(id, `Ann ${id % 50 ? id : 'Lee'}`, id % 3 ? `a${id}@example.com` : null);
    return wholeRosters({
      team: ids.filter((id) => id % 2).map(person),
      organization: ids.map(person),
      members: ids.map((id) => member(`s${id}`, `Ann ${id}`, id % 4 ? `a${id}@example.com` : null)),
    });
  };

  it.each([100, 1_000])('has at least ten pieces for each of %i people', (size) => {
    const pieces = gatherPeople(organization(size), EMPTY_PEOPLE_FILE);
    let count = 0;
    let piece = pieces.next();
    for (; !piece.done; piece = pieces.next()) count++;
    expect(count).toBeGreaterThan(10 * size);
    expect(piece.value.users).toEqual(gather(organization(size), EMPTY_PEOPLE_FILE).users);
  });
});
