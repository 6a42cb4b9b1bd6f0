/** How many calls lists of bookings make over HTTP, counted where they arrive: at the sandbox. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../sandbox/index.ts';
import { startSandbox } from '../../../sandbox/index.ts';
import type { Clock } from '../../../src/time/clock.ts';
import { createJumpingClock } from '../../support/clock.ts';
import { startServer } from '../../support/graph.ts';

const DAY_MS = 24 * 60 * 60_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/** The pages of bookings that the sandbox was asked for since `run` began, as start and skipped rows. */
async function pagesDuring(sandbox: Sandbox, run: () => Promise<unknown>): Promise<string[]> {
  const before = sandbox.calcom.calls.length;
  await run();
  return sandbox.calcom.calls
    .slice(before)
    .filter(({ path }) => path.endsWith('/bookings'))
    .map(({ query }) => {
      const asked = new URLSearchParams(query);
      return `${asked.get('afterStart') ?? 'all'} ${asked.get('skip')}`;
    });
}

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});
async function serve(sandbox: Sandbox, settings: object, clock?: Clock) {
  const server = await startServer({ ...sandbox.settings, ...settings }, { clock });
  running.push(server);
  // The directories are read once, and kept.
  await server.ask('{ users { nodes { id } } bookings(filter: { bookingUid: "nobody" }) { totalCount } }');
  return server;
}

describe('the bookings of a team that has 100,000', () => {
  let sandbox: Sandbox;
  let total: number;
  beforeAll(async () => {
    sandbox = await startSandbox({ size: 'large' });
    total = sandbox.world.calcom.bookings.filter(({ teamId }) => teamId === sandbox.world.calcom.teamId).length;
  });
  afterAll(() => sandbox.close());

  const ask = async (list: string) => {
    const server = await serve(sandbox, {});
    let answer: Awaited<ReturnType<typeof server.ask>> | undefined;
    const pages = await pagesDuring(sandbox, async () => {
      answer = await server.ask(`{ bookings${list} }`);
    });
    expect(answer?.errors).toBeUndefined();
    return { pages: pages.length, ...answer?.data.bookings };
  };

  it('are counted with one call', async () => {
    expect(total).toBeGreaterThan(90_000);
    expect(await ask('(first: 250) { totalCount }')).toEqual({ pages: 1, totalCount: total });
  });

  it('are known with one call not to fit into the page cap', async () => {
    expect(await ask('{ complete }')).toEqual({ pages: 1, complete: false });
    expect(await ask('{ totalCount complete }')).toEqual({ pages: 1, totalCount: total, complete: false });
  });

  it('of one host, or past, cannot be counted, which is known after one call', async () => {
    const [host] = sandbox.world.calcom.users;
    expect(await ask(`(filter: { hostIds: ["${host?.id}"] }) { totalCount complete }`)).toEqual({
      ...{ pages: 1, totalCount: null, complete: false },
    });
    expect(await ask('(filter: { status: [PAST] }) { totalCount complete }')).toEqual({
      ...{ pages: 1, totalCount: null, complete: false },
    });
  });

  it('are shown with one call, with their number', async () => {
    const { nodes, ...counts } = await ask('(first: 1) { totalCount nodes { uid } }');
    expect([nodes.length, counts]).toEqual([1, { pages: 1, totalCount: total }]);
  });

  it('are counted without a further call on any page', async () => {
    const { pageInfo } = await ask('(first: 100) { pageInfo { endCursor } }');
    const next = `(first: 100, after: "${pageInfo.endCursor}") { totalCount nodes { uid } }`;
    expect(await ask(next)).toMatchObject({ pages: 1, totalCount: total });
  });
});

describe('the bookings of a small team', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ dimensions: { bookings: 2_000 } });
  });
  afterAll(() => sandbox.close());
  const nowMs = () => sandbox.now.getTime();
  const range = (fromDays: number, toDays: number, shiftMs = 0) => ({
    from: iso(nowMs() + fromDays * DAY_MS + shiftMs),
    to: iso(nowMs() + toDays * DAY_MS + shiftMs),
  });
  const LIST = '{ totalCount complete nodes { uid } }';
  const QUERY = `query ($range: DateTimeRange!) { bookings(filter: { range: $range }, first: 250) ${LIST} }`;
  const ranged = (alias: string, { from, to }: { from: string; to: string }) =>
    `${alias}: bookings(filter: { range: { from: "${from}", to: "${to}" } }, first: 250) ${LIST}`;
  const truth = ({ from, to }: { from: string; to: string }) =>
    sandbox.world.calcom.bookings.filter(
      ({ teamId, startMs }) =>
        teamId === sandbox.world.calcom.teamId && startMs >= Date.parse(from) && startMs < Date.parse(to),
    ).length;

  it('are proven complete with each page once', async () => {
    const server = await serve(sandbox, {});
    const pages = await pagesDuring(sandbox, async () => {
      const { data } = await server.ask('{ bookings { totalCount complete } }');
      expect(data.bookings.complete).toBe(true);
    });
    const count = sandbox.world.calcom.bookings.filter(({ teamId }) => teamId === sandbox.world.calcom.teamId).length;
    expect(pages.toSorted()).toEqual(
      Array.from({ length: Math.ceil(count / 250) }, (_, page) => `all ${page * 250}`).toSorted(),
    );
  });

  it('are scanned from the start of a day, so that ranges that move by seconds ask the same', async () => {
    const server = await serve(sandbox, { CACHE: 'on' });
    const pages = await pagesDuring(sandbox, async () => {
      for (const shiftMs of [0, 7_000, 3_600_000]) await server.ask(QUERY, { range: range(-3, -2, shiftMs) });
    });
    expect(pages).toEqual([`${range(-3, 0).from.slice(0, 10)}T00:00:00.000Z 0`]);
  });

  it('are not read again for a range inside one that is held, whatever asked for that', async () => {
    const server = await serve(sandbox, { CACHE: 'on' });
    const whole = await pagesDuring(sandbox, () => server.ask(QUERY, { range: range(-30, 10) }));
    expect(whole.length).toBeGreaterThan(2);
    for (const inner of [range(-30, -29), range(-20, -5), range(-1, 1, 1_234), range(5, 10)]) {
      let answer: Awaited<ReturnType<typeof server.ask>> | undefined;
      const pages = await pagesDuring(sandbox, async () => {
        answer = await server.ask(QUERY, { range: inner });
      });
      expect([pages, answer?.data.bookings.totalCount, answer?.data.bookings.complete]).toEqual([
        [],
        truth(inner),
        true,
      ]);
    }
  });

  it('of a range that begins inside a held one are read on from where that ends', async () => {
    const server = await serve(sandbox, { CACHE: 'on' });
    const held = await pagesDuring(sandbox, () => server.ask(QUERY, { range: range(-30, -20) }));
    const more = await pagesDuring(sandbox, async () => {
      const { data } = await server.ask(QUERY, { range: range(-22, 5) });
      expect(data.bookings).toMatchObject({ totalCount: truth(range(-22, 5)), complete: true });
    });
    const [start] = held[0]?.split(' ') ?? [];
    expect(more).toEqual(more.map((_, page) => `${start} ${(held.length + page) * 250}`));
  });

  it('of overlapping and neighbouring ranges, and of all time, are one scan in one query', async () => {
    const lists = [ranged('b', range(-3, 4)), ranged('c', range(4, 6)), ranged('a', range(-10, -2))];
    const one = await pagesDuring(sandbox, async () => {
      const server = await serve(sandbox, {});
      await server.ask(QUERY, { range: range(-10, 6) });
    });
    const server = await serve(sandbox, {});
    const pages = await pagesDuring(sandbox, async () => {
      const { data, errors } = await server.ask(`{ ${lists.join(' ')} }`);
      expect(errors).toBeUndefined();
      expect([data.a, data.b, data.c].map(({ totalCount }) => totalCount)).toEqual([
        truth(range(-10, -2)),
        truth(range(-3, 4)),
        truth(range(4, 6)),
      ]);
    });
    expect(pages).toEqual(one.slice(1));
    const all = await pagesDuring(sandbox, () => server.ask(`{ bookings { complete } ${lists.join(' ')} }`));
    expect(new Set(all.map((page) => page.split(' ')[0]))).toEqual(new Set(['all']));
  });

  it('are paged through with one call for each page, whatever scan a window continues', async () => {
    const wide = range(-30, 10);
    const server = await serve(sandbox, { CACHE: 'on' });
    await server.ask(QUERY, { range: wide });
    const seen: string[] = [];
    const pages = await pagesDuring(sandbox, async () => {
      let after: string | null = null;
      do {
        const { data }: Awaited<ReturnType<typeof server.ask>> = await server.ask(
          `query ($range: DateTimeRange!, $after: String) {
            bookings(filter: { range: $range }, first: 90, after: $after) {
              nodes { uid } pageInfo { hasNextPage endCursor }
            }
          }`,
          { range: range(-20, 10), after },
        );
        seen.push(...data.bookings.nodes.map(({ uid }: { uid: string }) => uid));
        after = data.bookings.pageInfo.hasNextPage ? data.bookings.pageInfo.endCursor : null;
      } while (after !== null);
    });
    expect([pages, seen.length, new Set(seen).size]).toEqual([[], truth(range(-20, 10)), seen.length]);
  });

  it('up to now, of a page that is loaded every 7 seconds, cost one call a minute', async () => {
    const jumping = createJumpingClock();
    const beganMs = jumping.epochMs();
    const clock = { ...jumping, epochMs: () => nowMs() + jumping.epochMs() - beganMs };
    const server = await serve(sandbox, { CACHE: 'on' }, clock);
    const pages = await pagesDuring(sandbox, async () => {
      for (let load = 0; load < 45; load++) {
        const to = clock.epochMs();
        const { data } = await server.ask(QUERY, { range: { from: iso(to - 3 * DAY_MS), to: iso(to) } });
        expect(data.bookings.totalCount).toBe(truth({ from: iso(to - 3 * DAY_MS), to: iso(to) }));
        clock.jump(7_000);
      }
    });
    expect(pages.length).toBeLessThanOrEqual(Math.ceil((45 * 7) / 60));
  });
});
