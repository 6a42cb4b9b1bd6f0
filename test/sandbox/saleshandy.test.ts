import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/index.ts';
import { askStats, PEOPLE, rowsOf } from '../support/sandbox/saleshandy-rows.ts';
import { ask, askSaleshandy, start } from '../support/sandbox/start.ts';

async function totalOf(sandbox: Sandbox, changes: object = {}): Promise<number> {
  return (await rowsOf(sandbox, changes)).reduce((sum, { prospectAdded }) => sum + prospectAdded, 0);
}

describe('team stats', () => {
  it('give a row to everyone who was ever active, sorted, with the documented columns', async () => {
    const sandbox = await start();
    const rows = await rowsOf(sandbox);
    const added = rows.map(({ prospectAdded }) => prospectAdded);
    expect(rows).toHaveLength(sandbox.world.saleshandy.members.length - 1);
    expect(rows.some(({ userId }) => userId === 'gJ3pX9wCk5')).toBe(false);
    expect(added).toEqual(added.toSorted((a, b) => b - a));
    expect(Object.keys(rows[0] ?? {})).toHaveLength(4 + 15);
    const emails = await rowsOf(sandbox, { type: 'email', orderBy: 'emailSent' });
    expect(Object.keys(emails[0] ?? {}).slice(4)).toEqual([
      'prospectContacted',
      'emailSent',
      'opened',
      'clicked',
      'replied',
      'bounced',
    ]);
  });

  it('are the same for the same range, and add up over neighbouring ones where the count is absolute', async () => {
    const sandbox = await start();
    const first = { endDate: '2026-03-11T23:59:59.999+00:00' };
    const second = { startDate: '2026-03-12T00:00:00.000+00:00' };
    expect(await rowsOf(sandbox)).toEqual(await rowsOf(sandbox));
    expect((await totalOf(sandbox, first)) + (await totalOf(sandbox, second))).toBe(await totalOf(sandbox));
  });

  it('count less, and not additively, where the count is relative', async () => {
    const sandbox = await start();
    const relative = await totalOf(sandbox, { countBy: 'relative' });
    const days = { countBy: 'relative', endDate: '2026-03-11T23:59:59.999+00:00' };
    expect(relative).toBeLessThan(await totalOf(sandbox));
    expect(relative).toBeGreaterThan(0);
    expect(await totalOf(sandbox, days)).toBeGreaterThan(relative / 2);
  });

  it('are zeros before the first day, and no rows for ids nobody has', async () => {
    const sandbox = await start();
    const old = { startDate: '2020-01-01T00:00:00.000+00:00', endDate: '2020-02-01T00:00:00.000+00:00' };
    expect(await totalOf(sandbox, old)).toBe(0);
    expect(await rowsOf(sandbox, { userIds: ['2dP27N0gZ4', 'unknown000'] })).toHaveLength(1);
  });

  it('come in pages, the one past the end empty', async () => {
    const sandbox = await start();
    const all = await rowsOf(sandbox);
    const pages = [1, 2, 3, 4].map((page) => askStats(sandbox, { limit: 4, page }));
    const payloads = (await Promise.all(pages)).map(({ body }) => body.payload);
    expect(payloads.flatMap(({ data }) => data)).toEqual(all);
    expect(payloads.map(({ hasMore }) => hasMore)).toEqual([true, true, false, false]);
  });

  it.each([
    [{ userIds: undefined }, 'userIds must be an array of strings'],
    [{ userIds: [] }, 'userIds should not be empty'],
    [{ startDate: '2026-03-09' }, 'startDate must be a valid ISO 8601 date string with a timezone'],
    [{ countBy: 'both' }, 'countBy must be one of the following values: relative, absolute'],
    [{ limit: 0 }, 'limit must be an integer number not less than 1'],
    [{ page: '1' }, 'page must be an integer number not less than 1'],
    [{ sortOrder: undefined }, 'sortOrder must be one of the following values: asc, desc'],
    [
      { type: 'email' },
      'orderBy must be one of the following values: prospectContacted, emailSent, opened, clicked, replied, bounced',
    ],
    [{ teamId: 'x' }, 'property teamId should not exist'],
  ])('refuse %o', async (changes, problem) => {
    const { status, body } = await askStats<object>(await start(), changes);
    expect(status).toBe(400);
    expect(body).toEqual({ statusCode: 400, message: [problem], error: 'Bad Request' });
  });
});

describe('the member list', () => {
  it('holds both teams with their members', async () => {
    const sandbox = await start();
    const { body } = await askSaleshandy<{ payload: { members: object[] }[] }>(sandbox, PEOPLE);
    expect(body.payload.map((team) => Object.keys(team))).toEqual([
      ['id', 'name', 'members'],
      ['id', 'name', 'members'],
    ]);
    expect(body.payload.flatMap(({ members }) => members)).toContainEqual({
      id: '2dP27N0gZ4',
      firstName: 'Bob',
      lastName: 'Lang',
      email: 'bob@example.com',
    });
  });
});

describe('without the right key', () => {
  it('Saleshandy answers 400 with a code, and a Bearer token is no key', async () => {
    const sandbox = await start();
    const authorization = `Bearer ${sandbox.settings.SALESHANDY_API_KEY}`;
    for (const headers of [{}, { authorization }, { 'x-api-key': 'wrong' }]) {
      const answer = await ask(sandbox.saleshandy.url + PEOPLE, { headers });
      expect([answer.status, answer.body]).toEqual([400, { code: 1001, message: 'Invalid token' }]);
    }
    sandbox.quirks.add('saleshandy-unauthorized-401');
    expect((await ask(sandbox.saleshandy.url + PEOPLE)).status).toBe(401);
  });
});

describe('too many calls', () => {
  it('get 429 with a date for the reset, or 400 with a code of its own', async () => {
    const sandbox = await start({ perMinute: { saleshandy: 1 } });
    const first = await askSaleshandy(sandbox, PEOPLE);
    expect([first.status, first.headers.get('x-ratelimit-remaining')]).toEqual([200, '0']);
    const second = await askSaleshandy(sandbox, PEOPLE);
    expect(second.status).toBe(429);
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Date.parse(second.headers.get('x-ratelimit-reset') ?? '')).toBeGreaterThan(Date.now());
    sandbox.quirks.add('saleshandy-throttle-400');
    const third = await askSaleshandy(sandbox, PEOPLE);
    expect([third.status, third.body]).toEqual([400, { code: 40000, message: 'Rate Limit exceeded' }]);
  });
});
