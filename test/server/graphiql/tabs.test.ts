/** The variables of the ready tabs: of which week they are, what they are while a source is down, and who gets them. */
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { createGraphiql } from '../../../src/server/graphiql/page.ts';
import { createJumpingClock } from '../../support/clock.ts';
import { type Graph, startGraph, startServer } from '../../support/graph.ts';

type Values = Readonly<Record<string, unknown>>;
interface Tab {
  readonly query: string;
  readonly variables: string;
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(...options: Parameters<typeof startGraph>): Promise<Graph> {
  const graph = await startGraph(...options);
  closers.push(graph.close);
  return graph;
}

async function tabsAt(url: string): Promise<Tab[]> {
  const response = await fetch(new URL('/graphiql/tabs.json', url), { headers: { connection: 'close' } });
  return (await response.json()) as Tab[];
}
/** The values of all tabs together. */
const valuesIn = (tabs: readonly Tab[]): Values =>
  Object.assign({}, ...tabs.map(({ variables }) => JSON.parse(variables)));
const valuesAt = async (url: string): Promise<Values> => valuesIn(await tabsAt(url));

describe('the values of the ready tabs', () => {
  it('of a source that is down are empty until it is up, and the others are there', async () => {
    const clock = createJumpingClock();
    const { url, sandbox } = await open({ clock });
    await sandbox.alo.kill();
    const without = await valuesAt(url);
    expect(without).toMatchObject({ id: '', email: expect.stringContaining('@') });
    expect(without.ids).toHaveLength(2);
    await sandbox.alo.revive();
    clock.jump(60_000);
    expect(await valuesAt(url)).toMatchObject({ id: expect.stringMatching(/./), email: expect.stringContaining('@') });
  });

  it('that are incomplete are looked for again, but not by every request meanwhile', async () => {
    let finds = 0;
    const clock = createJumpingClock();
    const page = createGraphiql({
      clock,
      nowMs: () => 0,
      findValues: async () => {
        finds += 1;
        return { values: { email: `${finds}@example.com` }, isComplete: finds > 2 };
      },
    });
    const look = async () => {
      const file = await page.file('/graphiql/tabs.json', async () => true);
      return valuesIn(JSON.parse(String(file?.body))).email;
    };
    expect([await look(), await look()]).toEqual(['1@example.com', '1@example.com']);
    clock.jump(6_000);
    expect(await look()).toBe('2@example.com');
    clock.jump(6_000);
    expect(await look()).toBe('3@example.com');
    clock.jump(9 * 60_000);
    expect([await look(), finds]).toEqual(['3@example.com', 3]);
  });

  it('are of the latest week with an action if the last week has no data', async () => {
    const { sandbox } = await open();
    const { url, ask, close } = await startServer(sandbox.settings, {
      nowMs: () => Date.parse('2026-11-21T12:00:00Z'),
    });
    closers.push(close);
    expect(await valuesAt(url)).toMatchObject({
      range: { from: '2026-03-16T00:00:00.000Z', to: '2026-03-23T00:00:00.000Z' },
    });
    const [dashboard, bookings] = await tabsAt(url);
    const { data } = await ask(dashboard?.query ?? '', JSON.parse(dashboard?.variables ?? ''));
    expect(data.periods.nodes[0].actions.nodes).not.toEqual([]);
    const list = await ask(bookings?.query ?? '', JSON.parse(bookings?.variables ?? ''));
    expect(list.data.bookings.edges).not.toEqual([]);
  });

  it('are of the week of the latest booking if ALO has no period', async () => {
    const { sandbox } = await open();
    const { ALO_API_URL: _, ALO_API_KEY: __, ...settings } = sandbox.settings;
    const { url, close } = await startServer(settings, { nowMs: () => Date.parse('2026-11-21T12:00:00Z') });
    closers.push(close);
    const { range, ids } = await valuesAt(url);
    expect(range).toEqual({ from: '2026-05-11T00:00:00.000Z', to: '2026-05-18T00:00:00.000Z' });
    expect(ids).toHaveLength(2);
  });

  it('are empty for a request without a valid token', async () => {
    const values = { email: 'bob@example.com' };
    const page = createGraphiql({
      clock: createJumpingClock(),
      nowMs: () => 0,
      findValues: async () => ({ values, isComplete: true }),
    });
    const read = async (isKnown: boolean) => page.file('/graphiql/tabs.json', async () => isKnown);
    expect(String((await read(true))?.body)).toContain('bob@example.com');
    const empty = await read(false);
    expect(String(empty?.body)).not.toContain('bob@example.com');
    expect(empty?.headers['cache-control']).toBe('no-store');
  });

  it('need a valid token if authentication is on', async () => {
    const hash = createHash('sha256').update('SESAME').digest('hex');
    const { url } = await open({ settings: { AUTH_TOKENS: `page:${hash}` } });
    const read = async (headers: Readonly<Record<string, string>>) => {
      const response = await fetch(new URL('/graphiql/tabs.json', url), {
        headers: { connection: 'close', ...headers },
      });
      return valuesIn((await response.json()) as Tab[]).email;
    };
    expect(await read({})).toBe('');
    expect(await read({ authorization: 'Bearer WRONG' })).toBe('');
    expect(await read({ authorization: 'Bearer SESAME' })).toContain('@');
  });
});
