import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/index.ts';
import { ask, askAlo, start } from '../support/sandbox/start.ts';

interface PeriodRow extends Record<string, unknown> {
  id: number;
  name: string;
}
interface ActionRow extends Record<string, unknown> {
  actionId: number;
  periodActionId: number;
  status: string;
  assignedUserNames: string[];
}
interface Body extends Record<string, unknown> {
  periods: PeriodRow[];
  actions: ActionRow[];
  notes?: unknown;
  message?: string;
}

function periodNamed(sandbox: Sandbox, name: string) {
  const period = sandbox.world.alo.periods.find((one) => one.name === name);
  if (!period) throw new Error(`No period ${name}`);
  return period;
}

async function namesOf(sandbox: Sandbox, start_date: string, end_date: string): Promise<string[]> {
  const { body } = await askAlo<Body>(sandbox, `/periods?${new URLSearchParams({ start_date, end_date })}`);
  return body.periods.map(({ name }) => name);
}

async function actionsOf(sandbox: Sandbox, fields?: string[]): Promise<Body> {
  const query = fields ? `?form_fields=${encodeURIComponent(JSON.stringify(fields))}` : '';
  const { id } = periodNamed(sandbox, '2026-W11');
  return (await askAlo<Body>(sandbox, `/periods/${id}/actions${query}`)).body;
}

const LAST_WEEK = ['2026-03-09T00:00:00.000Z', '2026-03-16T00:00:00.000Z'] as const;

describe('periods', () => {
  it('come all without a range, with the markers as one object or not at all', async () => {
    const sandbox = await start();
    const { body } = await askAlo<Body>(sandbox, '/periods');
    expect(body.periods).toHaveLength(sandbox.world.alo.periods.length);
    expect(body.periods.find(({ name }) => name === 'Launch rehearsal')).toEqual({
      id: periodNamed(sandbox, 'Launch rehearsal').id,
      name: 'Launch rehearsal',
      start_date: '2026-03-10T14:00:00.000Z',
      end_date: '2026-03-10T16:00:00.000Z',
      created_at: '2026-03-07T14:00:00.000Z',
      updated_at: '2026-03-10T16:00:00.000Z',
      markers: { name: 'Doors open', timestamp: '2026-03-10T14:30:00.000Z' },
    });
    expect(body.periods.find(({ name }) => name === 'Rehearsal teardown')).not.toHaveProperty('markers');
  });

  it('are selected by overlap, and touching is enough', async () => {
    const sandbox = await start();
    expect(await namesOf(sandbox, ...LAST_WEEK)).toEqual([
      '2026-W10',
      '2026-W11',
      '2026-W12',
      'Launch rehearsal',
      'Rehearsal teardown',
      'Offsite',
    ]);
  });

  it.each(['start_date', 'end_date'])('refuse a malformed %s', async (name) => {
    const { status, body } = await askAlo<Body>(await start(), `/periods?${name}=2026-03-09`);
    expect(status).toBe(400);
    expect(body.message).toBe(`Invalid ${name}. It must be a date in ISO 8601 format.`);
  });
});

describe('actions', () => {
  it('carry the documented keys, numbered within their period', async () => {
    const sandbox = await start();
    const { actions, ...rest } = await actionsOf(sandbox);
    const period = periodNamed(sandbox, '2026-W11');
    expect(rest).toEqual({});
    expect(actions.map(({ periodActionId }) => periodActionId)).toEqual(period.actions.map(({ number }) => number));
    expect(Object.keys(actions[0] ?? {})).toEqual([
      'periodId',
      'periodName',
      'periodActionId',
      'actionId',
      'classification',
      'subClassification',
      'status',
      'createdTime',
      'assignedTime',
      'doingTime',
      'closedTime',
      'createdByUserName',
      'periodMarker',
      'assignedUserNames',
      'channel',
      'formType',
      'latestChannel',
      'aiDispatched',
    ]);
    expect(actions.some(({ closedTime }) => closedTime === null)).toBe(true);
  });

  it('carry the form fields asked for where they have them, and a note where not', async () => {
    const sandbox = await start();
    const { actions, notes } = await actionsOf(sandbox, ['department', 'budget']);
    for (const { fields, id } of periodNamed(sandbox, '2026-W11').actions) {
      const row = actions.find(({ actionId }) => actionId === id);
      const missing = ['department', 'budget'].filter((name) => !(name in fields));
      expect([row?.department, row?.budget]).toEqual([fields.department, fields.budget]);
      if (missing.length > 0) expect(notes).toContain(`Action ${id}: form fields not found: ${missing.join(', ')}`);
    }
    expect(actions.some((row) => 'priority' in row)).toBe(false);
  });

  it('keep a built-in key where a form field has its name', async () => {
    const sandbox = await start();
    const plain = await actionsOf(sandbox);
    const { actions } = await actionsOf(sandbox, ['status']);
    expect(actions).toEqual(plain.actions);
  });

  it.each([
    ['/periods/abc/actions', 400, 'Invalid period_id. It must be a valid integer for your team.'],
    ['/periods/1e3/actions', 400, 'Invalid period_id. It must be a valid integer for your team.'],
    ['/periods/999/actions', 404, 'Period not found'],
    ['/periods/306/actions?form_fields=department', 400, 'Invalid form_fields. It must be an array of strings.'],
    ['/periods/306/actions?form_fields=%7B%7D', 400, 'Invalid form_fields. It must be an array of strings.'],
    ['/periods/306/actions?form_fields=%5B1%5D', 400, 'Invalid form_fields. It must be an array of strings.'],
  ])('answer %s with %i', async (path, status, message) => {
    const answer = await askAlo<Body>(await start(), path);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ message });
  });
});

describe('without the right key', () => {
  it('ALO answers 401', async () => {
    const sandbox = await start();
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { 'x-api-key': sandbox.settings.ALO_API_KEY ?? '' },
    ]) {
      const answer = await ask(`${sandbox.alo.url}/periods`, { headers });
      expect([answer.status, answer.body]).toEqual([401, { message: 'Unauthorized' }]);
    }
  });
});

describe('the quirk', () => {
  it('alo-markers-array shows every marker, and an empty array where there is none', async () => {
    const sandbox = await start({ quirks: ['alo-markers-array'] });
    const { body } = await askAlo<Body>(sandbox, '/periods');
    const counts = body.periods.map(({ markers }) => (Array.isArray(markers) ? markers.length : -1));
    expect(counts).toEqual(sandbox.world.alo.periods.map(({ markers }) => markers.length));
  });

  it('alo-range-contained and alo-range-starts-in read the range otherwise', async () => {
    const sandbox = await start({ quirks: ['alo-range-contained'] });
    expect(await namesOf(sandbox, ...LAST_WEEK)).toEqual(['2026-W11', 'Launch rehearsal', 'Rehearsal teardown']);
    sandbox.quirks.delete('alo-range-contained');
    sandbox.quirks.add('alo-range-starts-in');
    expect(await namesOf(sandbox, '2026-03-10T00:00:00.000Z', '2026-03-15T00:00:00.000Z')).toEqual([
      'Launch rehearsal',
      'Rehearsal teardown',
      'Offsite',
    ]);
  });

  it('alo-nested-form-fields puts the values into an object, a field named like a built-in key too', async () => {
    const sandbox = await start({ quirks: ['alo-nested-form-fields'] });
    const { actions } = await actionsOf(sandbox, ['status', 'tags']);
    const wanted = periodNamed(sandbox, '2026-W11').actions.map(({ fields: { status, tags } }) => ({ status, tags }));
    expect(actions.map(({ form_fields }) => form_fields)).toEqual(wanted);
    expect(actions.some(({ status }) => status === 'Waiting for parts')).toBe(false);
  });

  it('alo-notes-string joins the notes, alo-notes-per-action spreads them', async () => {
    const sandbox = await start();
    const { notes } = await actionsOf(sandbox, ['budget']);
    sandbox.quirks.add('alo-notes-string');
    expect((await actionsOf(sandbox, ['budget'])).notes).toBe((notes as string[]).join('\n'));
    sandbox.quirks.add('alo-notes-per-action');
    const spread = await actionsOf(sandbox, ['budget']);
    expect(spread).not.toHaveProperty('notes');
    expect(spread.actions.flatMap((row) => row.notes ?? [])).toEqual(notes);
  });

  it('alo-paging pages both lists', async () => {
    const sandbox = await start({ quirks: ['alo-paging'] });
    const first = (await askAlo<Body>(sandbox, '/periods?per_page=4')).body;
    const third = (await askAlo<Body>(sandbox, '/periods?per_page=4&page=3')).body;
    expect(first).toMatchObject({ page: 1, per_page: 4, total_pages: 3, response_count: 4, total_count: 10 });
    expect(third.periods).toHaveLength(2);
    const actions = await actionsOf(sandbox);
    expect(actions).toMatchObject({ page: 1, per_page: 10, response_count: 10 });
  });

  it('alo-text-totals tells the pages in other words', async () => {
    const { body } = await askAlo<Body>(await start({ quirks: ['alo-text-totals'] }), '/periods?per_page=4');
    expect(body).toMatchObject({ page: '1', perPage: '4', totalPages: '3', responseCount: '4', totalCount: '10' });
  });

  it('alo-page-ignored shows the first page again', async () => {
    const sandbox = await start({ quirks: ['alo-page-ignored'] });
    const [first, third] = [
      await askAlo(sandbox, '/periods?per_page=4'),
      await askAlo(sandbox, '/periods?per_page=4&page=3'),
    ];
    expect(third.body).toEqual(first.body);
    expect(first.body).toMatchObject({ page: 1, total_pages: 3 });
  });

  it('alo-action-per-assignee shows an action once for each', async () => {
    const { actions } = await actionsOf(await start({ quirks: ['alo-action-per-assignee'] }));
    expect(actions.every(({ assignedUserNames }) => assignedUserNames.length <= 1)).toBe(true);
    expect(new Set(actions.map(({ actionId }) => actionId)).size).toBeLessThan(actions.length);
  });

  it('alo-running-periods have no end before they are over', async () => {
    const sandbox = await start({ quirks: ['alo-running-periods'] });
    const { periods } = (await askAlo<Body>(sandbox, '/periods')).body;
    const running = sandbox.world.alo.periods.filter(({ endMs }) => endMs > sandbox.now.getTime());
    expect(running.length).toBeGreaterThan(0);
    expect(periods.filter(({ end_date }) => end_date === null).map(({ id }) => id)).toEqual(
      running.map(({ id }) => id),
    );
  });

  it('alo-form-fields-list and alo-form-fields-text hold the values otherwise', async () => {
    const sandbox = await start({ quirks: ['alo-form-fields-list'] });
    const wanted = periodNamed(sandbox, '2026-W11').actions.map(({ fields: { tags } }) => (tags ? { tags } : {}));
    const containers = async () => (await actionsOf(sandbox, ['tags'])).actions.map(({ form_fields }) => form_fields);
    expect(await containers()).toEqual(
      wanted.map((fields) => Object.entries(fields).map(([name, value]) => ({ name, value }))),
    );
    sandbox.quirks.delete('alo-form-fields-list');
    sandbox.quirks.add('alo-form-fields-text');
    expect(await containers()).toEqual(wanted.map((fields) => JSON.stringify(fields)));
  });

  it('alo-no-created-times and alo-text-flags leave out the creation and write flags as texts', async () => {
    const { actions } = await actionsOf(await start({ quirks: ['alo-no-created-times', 'alo-text-flags'] }));
    expect(actions.some((row) => 'createdTime' in row)).toBe(false);
    expect(new Set(actions.map(({ aiDispatched }) => aiDispatched))).toEqual(new Set(['true', 'false']));
  });

  it.each([
    ['alo-empty-times', ''],
    ['alo-zero-dates', '0001-01-01T00:00:00Z'],
  ] as const)('%s fills in what was not reached', async (quirk, time) => {
    const plain = (await actionsOf(await start())).actions.map(({ doingTime }) => doingTime ?? time);
    const { actions } = await actionsOf(await start({ quirks: [quirk, 'alo-string-ids'] }));
    expect(plain).toContain(time);
    expect(actions.map(({ doingTime }) => doingTime)).toEqual(plain);
  });

  it('alo-absent-times leaves out what was not reached', async () => {
    const { actions } = await actionsOf(await start({ quirks: ['alo-absent-times'] }));
    expect(actions.some((row) => !('doingTime' in row))).toBe(true);
    expect(actions.some(({ doingTime }) => doingTime === null)).toBe(false);
  });

  it('alo-string-ids turns ids into strings', async () => {
    const { actions } = await actionsOf(await start({ quirks: ['alo-string-ids'] }));
    expect(actions[0]).toMatchObject({ periodId: '305', periodActionId: '1', actionId: expect.any(String) });
  });

  it('alo-unauthorized-403 and alo-bad-date-ignored answer otherwise', async () => {
    const sandbox = await start({ quirks: ['alo-unauthorized-403', 'alo-bad-date-ignored'] });
    expect((await ask(`${sandbox.alo.url}/periods`)).status).toBe(403);
    expect((await askAlo<Body>(sandbox, '/periods?start_date=soon')).body.periods).toHaveLength(10);
  });

  it('alo-throttle-html-502 hides that it was too much', async () => {
    const sandbox = await start({ perMinute: { alo: 0 } });
    const plain = await askAlo(sandbox, '/periods');
    expect(plain.status).toBe(429);
    expect(Number(plain.headers.get('retry-after'))).toBeGreaterThan(0);
    sandbox.quirks.add('alo-throttle-html-502');
    const page = await askAlo(sandbox, '/periods');
    expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html']);
  });
});
