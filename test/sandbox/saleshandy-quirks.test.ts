import { describe, expect, it } from 'vitest';
import type { Quirk, Sandbox } from '../../sandbox/index.ts';
import { askStats, type Page, PEOPLE, rowsOf } from '../support/sandbox/saleshandy-rows.ts';
import { askSaleshandy, start } from '../support/sandbox/start.ts';

describe('the quirk', () => {
  const bodyWith = async <T>(quirk: Quirk, changes: object = {}) =>
    (await askStats<T>(await start({ quirks: [quirk] }), changes)).body;
  const teamsOf = async (sandbox: Sandbox) =>
    (await askSaleshandy<{ payload: { members?: unknown }[] }>(sandbox, PEOPLE)).body.payload;

  it('saleshandy-numeric-strings sends counts as strings', async () => {
    const { payload } = await bodyWith<Page>('saleshandy-numeric-strings');
    expect(payload.data[0]?.prospectAdded).toMatch(/^\d+$/);
  });

  it('saleshandy-bare-array, -double-wrapped and -no-has-more wrap the rows otherwise', async () => {
    const usual = (await askStats(await start())).body;
    expect(await bodyWith('saleshandy-bare-array')).toEqual({ ...usual, payload: usual.payload.data });
    expect(await bodyWith('saleshandy-double-wrapped')).toEqual({ ...usual, payload: usual });
    expect(await bodyWith('saleshandy-no-has-more')).toEqual({ ...usual, payload: { data: usual.payload.data } });
  });

  it('saleshandy-human-label-keys labels the columns', async () => {
    const { payload } = await bodyWith<Page>('saleshandy-human-label-keys');
    const keys = Object.keys(payload.data[0] ?? {});
    for (const key of ['User Id', 'First Name', 'Email', 'Prospect Added', 'Un Subscribed', 'Meeting Booked']) {
      expect(keys).toContain(key);
    }
  });

  it('saleshandy-no-identity-keys sends metrics alone', async () => {
    const { payload } = await bodyWith<Page>('saleshandy-no-identity-keys');
    expect(Object.keys(payload.data[0] ?? {})).toHaveLength(15);
    expect(payload.data[0]).not.toHaveProperty('userId');
  });

  it('saleshandy-missing-metrics leaves zeros and bounced out', async () => {
    const { payload } = await bodyWith<Page>('saleshandy-missing-metrics');
    expect(payload.data.some((row) => 'bounced' in row || Object.values(row).includes(0))).toBe(false);
  });

  it('saleshandy-cumulative-engagement counts engagement through today', async () => {
    const sandbox = await start();
    const past = { startDate: '2026-01-05T00:00:00.000+00:00', endDate: '2026-01-11T23:59:59.999+00:00' };
    const [usual] = await rowsOf(sandbox, past);
    sandbox.quirks.add('saleshandy-cumulative-engagement');
    const [cumulative] = await rowsOf(sandbox, past);
    expect(cumulative?.prospectAdded).toBe(usual?.prospectAdded);
    expect(cumulative?.opened).toBeGreaterThan(usual?.opened ?? 0);
  });

  it('saleshandy-limit-capped lowers the limit, saleshandy-page-ignored repeats the first page', async () => {
    const capped = await bodyWith<Page>('saleshandy-limit-capped');
    expect([capped.payload.data.length, capped.payload.hasMore]).toEqual([5, true]);
    const second = await bodyWith<Page>('saleshandy-page-ignored', { limit: 4, page: 2 });
    expect(second).toEqual(await bodyWith<Page>('saleshandy-page-ignored', { limit: 4, page: 1 }));
  });

  it('saleshandy-empty-user-ids means everyone', async () => {
    const sandbox = await start({ quirks: ['saleshandy-empty-user-ids'] });
    expect(await rowsOf(sandbox, { userIds: [] })).toEqual(await rowsOf(sandbox));
  });

  it('saleshandy-empty-200 and saleshandy-html-502 send no JSON', async () => {
    const empty = await askStats(await start({ quirks: ['saleshandy-empty-200'] }));
    expect([empty.status, empty.text]).toEqual([200, '']);
    const page = await askStats(await start({ quirks: ['saleshandy-html-502'] }));
    expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html']);
  });

  it('saleshandy-flat-members, -members-no-email and -no-member-list change the member list', async () => {
    const sandbox = await start({ quirks: ['saleshandy-flat-members', 'saleshandy-members-no-email'] });
    const { body } = await askSaleshandy<{ payload: object[] }>(sandbox, PEOPLE);
    expect(body.payload).toContainEqual({ id: '2dP27N0gZ4', firstName: 'Bob', lastName: 'Lang' });
    sandbox.quirks.add('saleshandy-no-member-list');
    expect((await askSaleshandy(sandbox, PEOPLE)).status).toBe(404);
  });

  it('saleshandy-thousands-separators sends counts as text in groups of three', async () => {
    const sandbox = await start();
    const years = { startDate: '2024-01-01T00:00:00.000+00:00' };
    const added = (await rowsOf(sandbox, years)).map(({ prospectAdded }) => prospectAdded);
    expect(added[0]).toBeGreaterThan(999);
    sandbox.quirks.add('saleshandy-thousands-separators');
    const texts = (await rowsOf(sandbox, years)).map(({ prospectAdded }) => String(prospectAdded));
    expect(texts[0]).toMatch(/^\d{1,3}(,\d{3})+$/);
    expect(texts.map((text) => Number(text.replaceAll(',', '')))).toEqual(added);
  });

  it('saleshandy-short-figure-names renames the figures, and changes none', async () => {
    const sandbox = await start();
    const emails = { type: 'email', orderBy: 'emailSent' };
    const [usual] = await rowsOf(sandbox, emails);
    sandbox.quirks.add('saleshandy-short-figure-names');
    const [short] = await rowsOf(sandbox, emails);
    const figures = (row: object = {}) => Object.entries(row).slice(4);
    expect(figures(short).map(([name]) => name)).toEqual([
      'contacted',
      'emailSent',
      'open',
      'click',
      'reply',
      'bounce',
    ]);
    expect(figures(short).map(([, count]) => count)).toEqual(figures(usual).map(([, count]) => count));
  });

  it('saleshandy-total-row puts the sum of all rows first, without an id or an e-mail', async () => {
    const sandbox = await start();
    const usual = await rowsOf(sandbox);
    sandbox.quirks.add('saleshandy-total-row');
    const [total, ...rest] = await rowsOf(sandbox);
    expect(rest).toEqual(usual);
    const sum = usual.reduce((added, { prospectAdded }) => added + prospectAdded, 0);
    expect(total).toMatchObject({ name: 'Total', prospectAdded: sum });
    expect(total).not.toHaveProperty('userId');
    expect(total).not.toHaveProperty('email');
  });

  it('saleshandy-row-numbers numbers the rows in place of userId, and leaves the e-mail', async () => {
    const sandbox = await start();
    const usual = await rowsOf(sandbox);
    sandbox.quirks.add('saleshandy-row-numbers');
    expect(await rowsOf(sandbox)).toEqual(usual.map((row, index) => ({ ...row, userId: index + 1 })));
  });

  it('saleshandy-several-ids has the id of the member list as memberId beside two running numbers', async () => {
    const sandbox = await start();
    const usual = await rowsOf(sandbox);
    sandbox.quirks.add('saleshandy-several-ids');
    expect(await rowsOf(sandbox)).toEqual(
      usual.map(({ userId, email: _, ...row }, index) => ({
        ...row,
        id: index + 1,
        userId: index + 1,
        memberId: userId,
      })),
    );
  });

  it('saleshandy-foreign-row-ids leaves a running number alone to tell whose a row is', async () => {
    const sandbox = await start();
    const usual = await rowsOf(sandbox);
    sandbox.quirks.add('saleshandy-foreign-row-ids');
    expect(await rowsOf(sandbox)).toEqual(
      usual.map(({ firstName: _, lastName: __, email: ___, ...row }, index) => ({ ...row, userId: index + 1 })),
    );
  });

  it('saleshandy-rows-differ sends a second row of each member, with other figures', async () => {
    const sandbox = await start();
    const usual = await rowsOf(sandbox);
    sandbox.quirks.add('saleshandy-rows-differ');
    const rows = await rowsOf(sandbox);
    expect(rows.filter((_, index) => index % 2 === 0)).toEqual(usual);
    const second = rows.filter((_, index) => index % 2 === 1);
    expect(second.map(({ userId }) => userId)).toEqual(usual.map(({ userId }) => userId));
    expect(second.every((row, index) => row.prospectAdded !== usual[index]?.prospectAdded)).toBe(true);
  });

  it('saleshandy-more-beside-total says hasMore beside a total of the rows sent', async () => {
    const { payload: usual } = (await askStats(await start())).body;
    const { payload } = await bodyWith<Page>('saleshandy-more-beside-total');
    expect(usual.hasMore).toBe(false);
    expect(payload).toEqual({ ...usual, hasMore: true, total: usual.data.length });
  });

  it('saleshandy-short-of-total says hasMore: false beside a total larger than the rows sent', async () => {
    const { payload: usual } = (await askStats(await start())).body;
    const { payload } = await bodyWith<Page & { payload: { total: number } }>('saleshandy-short-of-total');
    expect(usual).not.toHaveProperty('total');
    expect([payload.data, payload.hasMore]).toEqual([usual.data, false]);
    expect(payload.total).toBeGreaterThan(payload.data.length);
  });

  it('saleshandy-team-members-key lists the people of a team under teamMembers', async () => {
    const sandbox = await start();
    const usual = await teamsOf(sandbox);
    sandbox.quirks.add('saleshandy-team-members-key');
    expect(await teamsOf(sandbox)).toEqual(usual.map(({ members, ...team }) => ({ ...team, teamMembers: members })));
  });

  it('saleshandy-empty-teams adds a team whose members are null, and one with an empty userList', async () => {
    const sandbox = await start();
    const usual = await teamsOf(sandbox);
    sandbox.quirks.add('saleshandy-empty-teams');
    const teams = await teamsOf(sandbox);
    expect(teams.slice(0, usual.length)).toEqual(usual);
    expect(teams.slice(usual.length)).toEqual([
      expect.objectContaining({ members: null }),
      expect.objectContaining({ userList: [] }),
    ]);
  });

  it('saleshandy-members-cut says hasMore beside the member list', async () => {
    const sandbox = await start();
    const { body: usual } = await askSaleshandy<object>(sandbox, PEOPLE);
    expect(usual).not.toHaveProperty('hasMore');
    sandbox.quirks.add('saleshandy-members-cut');
    expect((await askSaleshandy(sandbox, PEOPLE)).body).toEqual({ ...usual, hasMore: true });
  });
});
