/** A wrong key, organization, team or URL: clients get a sentence, and operators the setting, as far as a vendor lets us tell. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { createJumpingClock } from '../support/clock.ts';
import { startServer } from '../support/graph.ts';

const QUERIES = [
  '{ bookings(first: 1) { totalCount } }',
  '{ users(first: 1) { nodes { name } } }',
  '{ memberStats(timeZone: "UTC") { mostBookings { value } } }',
  '{ periods(first: 1) { totalCount } }',
  '{ teamStats(range: { last: "P7D" }) { prospect(first: 1) { totalCount } } }',
].map((query) => query.replace('{ last: "P7D" }', '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }'));

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

async function askAll(settings: Record<string, string>, queries = QUERIES) {
  const server = await startServer({ ...sandbox.settings, ...settings });
  try {
    const errors = [];
    // The last query may succeed, which must change nothing.
    for (const query of [...queries, ...queries]) errors.push(...((await server.ask(query)).errors ?? []));
    const { data } = await server.ask('{ sources { name state lastError { code } } }');
    const ready = await (await fetch(new URL('/readyz', server.url), { headers: { connection: 'close' } })).json();
    const lines = server.log.map((line) => JSON.parse(line)).filter(({ event }) => event === 'sourceFailed');
    return { errors, sources: data.sources, ready: ready as { sources: Record<string, unknown> }, lines };
  } finally {
    await server.close();
  }
}

const tooDeep = (url: string | undefined): string => `${url}/v2`;

describe.each([
  [
    'CALCOM',
    'CALCOM_API_KEY',
    'cal_wrong',
    'UNAUTHORIZED',
    'SOURCE_UNAUTHORIZED',
    'Cal.com rejected the credential of this server.',
  ],
  [
    'CALCOM',
    'CALCOM_ORG_ID',
    '4101',
    'UNAUTHORIZED',
    'SOURCE_UNAUTHORIZED',
    'Cal.com does not know the organization of this server, or its credential is not a member.',
  ],
  [
    'CALCOM',
    'CALCOM_TEAM_ID',
    '4999',
    'DOWN',
    'SOURCE_REFUSED',
    'Cal.com does not know the team of this server, or its credential is not a member.',
  ],
  ['CALCOM', 'CALCOM_API_URL', undefined, 'DOWN', 'SOURCE_REFUSED', 'Cal.com has no API at the URL of this server.'],
  ['ALO', 'ALO_API_KEY', 'wrong', 'UNAUTHORIZED', 'SOURCE_UNAUTHORIZED', 'ALO rejected the credential of this server.'],
  ['ALO', 'ALO_API_URL', undefined, 'DOWN', 'SOURCE_REFUSED', 'ALO has no API at the URL of this server.'],
  [
    'SALESHANDY',
    'SALESHANDY_API_KEY',
    'wrong',
    'UNAUTHORIZED',
    'SOURCE_UNAUTHORIZED',
    'Saleshandy rejected the credential of this server.',
  ],
  [
    'SALESHANDY',
    'SALESHANDY_API_URL',
    undefined,
    'DOWN',
    'SOURCE_REFUSED',
    'Saleshandy has no API at the URL of this server.',
  ],
])('a wrong setting: %s, %s', (source, setting, value, state, code, message) => {
  const settings = () => ({ [setting]: value ?? tooDeep(sandbox.settings[setting]) });

  it('makes the source not UP, and is named to operators alone', async () => {
    const { errors, sources, ready, lines } = await askAll(settings());
    expect(sources).toContainEqual({ name: source, state, lastError: { code } });
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors) expect([error.message, error.extensions.code]).toEqual([message, code]);
    expect(ready.sources[source]).toMatchObject({ state, ok: false, lastError: code });
    expect(ready.sources[source]).toHaveProperty(
      'detail',
      expect.stringMatching(new RegExp(`: HTTP \\d+, .*\\b${setting}$`)),
    );
    expect(new Set(lines.map((line) => [line.source, line.code].join(' ')))).toEqual(new Set([`${source} ${code}`]));
    // Each failure once, however often it occurred.
    const details = lines.map(({ detail }) => detail);
    expect(details).toEqual([...new Set(details)]);
    expect(JSON.stringify([errors, sources])).not.toContain(setting);
    expect(JSON.stringify([lines, ready])).not.toMatch(/127\.0\.0\.1|cal_/);
  });
});

describe('a source', () => {
  it('is UP if only an optional endpoint is missing', async () => {
    const remove = sandbox.calcom.inject({
      match: /insights/,
      status: 404,
      body: {
        status: 'error',
        error: { code: 'NotFoundException', message: 'Cannot POST /v2/insights/bookings/members' },
      },
    });
    const { errors, sources } = await askAll({});
    remove();
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_REFUSED', 'SOURCE_REFUSED']);
    expect(sources).toContainEqual(expect.objectContaining({ name: 'CALCOM', state: 'UP' }));
  });

  it('is not UP if every endpoint that was called is missing, optional or not', async () => {
    const stats = QUERIES.filter((query) => query.includes('memberStats'));
    const { sources } = await askAll({ CALCOM_API_URL: tooDeep(sandbox.settings.CALCOM_API_URL) }, stats);
    expect(sources).toContainEqual(expect.objectContaining({ name: 'CALCOM', state: 'DOWN' }));
  });

  it('is reported with a valid credential if its plan does not suffice', async () => {
    sandbox.quirks.add('calcom-insights-403');
    const { errors, sources, lines } = await askAll({});
    sandbox.quirks.delete('calcom-insights-403');
    expect(new Set(errors.map(({ message }) => message))).toEqual(
      new Set(['Cal.com does not let the credential of this server read that.']),
    );
    expect(sources).toContainEqual(expect.objectContaining({ name: 'CALCOM', state: 'UP' }));
    expect(lines.map(({ detail }) => detail)).toEqual([
      'booking-member-stats: HTTP 403, the credential is good, but its rights or its plan are not enough',
    ]);
  });

  it('that keeps failing is logged once a minute, and at once when it fails in another way', async () => {
    const clock = createJumpingClock();
    const server = await startServer(sandbox.settings, { clock });
    const logged = () =>
      server.log
        .map((line) => JSON.parse(line))
        .flatMap(({ event, detail }) => (event === 'sourceFailed' ? detail : []));
    const periods = () => server.ask('{ periods(first: 1) { totalCount } }');
    const off = sandbox.alo.inject({ match: /periods/, status: 500 });
    await periods();
    await periods();
    expect(logged()).toEqual(['periods: HTTP 500']);
    clock.jump(61_000);
    await periods();
    expect(logged()).toEqual(['periods: HTTP 500', 'periods: HTTP 500']);
    off();
    const other = sandbox.alo.inject({ match: /periods/, body: { lists: [] } });
    await periods();
    other();
    expect(logged().at(-1)).toBe('periods: unexpected shape at periods');
    await server.close();
  });
});
