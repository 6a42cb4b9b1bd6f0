import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../../sandbox/index.ts';
import { startGraph } from '../../support/graph.ts';
import {
  askWhole,
  askWithFault,
  endProbe,
  expectColumns,
  expectFailure,
  expectStale,
  GONE_MS,
  meet,
  meetFault,
  type Probe,
  SOURCES,
  startProbe,
} from '../../support/upstream/endpoint.ts';

let probe: Probe;
beforeAll(async () => {
  probe = await startProbe();
  return () => endProbe(probe);
});

const PAGE = '<!doctype html><title>Bad gateway</title>';

// All sources at once, and the answers of each one after another.
describe.concurrent.each(SOURCES)('%s', (source) => {
  describe('answering', { concurrent: false }, () => {
    let probe: Probe;
    beforeAll(async () => {
      probe = await startProbe();
      return () => endProbe(probe);
    });

    it.each([
      ['500 (F10)', { status: 500 }, 'SOURCE_UNAVAILABLE', 1],
      ['507 (F10)', { status: 507 }, 'SOURCE_UNAVAILABLE', 1],
      ['502 (F11)', { status: 502 }, 'SOURCE_UNAVAILABLE', 2],
      ['503 (F11)', { status: 503 }, 'SOURCE_UNAVAILABLE', 2],
      ['503 with Retry-After (F11)', { status: 503, headers: { 'retry-after': '60' } }, 'SOURCE_UNAVAILABLE', 2],
      ['504 (F12)', { status: 504 }, 'SOURCE_TIMEOUT', 1],
      ['408 (F12)', { status: 408 }, 'SOURCE_TIMEOUT', 1],
      ['a page with 500 (F16)', { status: 500, body: PAGE }, 'SOURCE_UNAVAILABLE', 1],
      ['a page with 502 (F16)', { status: 502, body: PAGE }, 'SOURCE_UNAVAILABLE', 2],
      ['a page with 504 (F16)', { status: 504, body: PAGE }, 'SOURCE_TIMEOUT', 1],
      ['a page with 200 (F16)', { body: PAGE }, 'SOURCE_CONTRACT', 1],
      ['a page with 403 (F41)', { status: 403, body: PAGE }, 'SOURCE_UNAVAILABLE', 1],
      ['a page with 404 (F41)', { status: 404, body: PAGE }, 'SOURCE_UNAVAILABLE', 1],
      ['a page with 401 (F41)', { status: 401, body: PAGE }, 'SOURCE_UNAVAILABLE', 1],
      ['nothing with 403 (F41)', { status: 403, body: '' }, 'SOURCE_UNAVAILABLE', 1],
      ['JSON of another with 403 (F41)', { status: 403, body: { title: 'Access denied' } }, 'SOURCE_UNAVAILABLE', 1],
      ...[202, 203, 205, 206, 207, 226].map((status): [string, Fault, string, number] => [
        `${status} (F17)`,
        { status },
        'SOURCE_CONTRACT',
        1,
      ]),
      ['304 (F17)', { status: 304 }, 'SOURCE_CONTRACT', 1],
    ] satisfies [string, Fault, string, number][])(
      '%s: the stale answer is served, or an error with the code, after this number of calls',
      async (_, fault, code, attempts) => {
        expectColumns(await meetFault(probe, source, fault), source, { code, attempts });
      },
    );

    it.each([
      ['401 (F13)', { status: 401 }, 'SOURCE_UNAUTHORIZED'],
      ['403 (F13)', { status: 403 }, 'SOURCE_UNAUTHORIZED'],
      ['400 (F15)', { status: 400 }, 'SOURCE_REFUSED'],
      ['404 for a list (F15)', { status: 404 }, 'SOURCE_REFUSED'],
      ['422 (F15)', { status: 422 }, 'SOURCE_REFUSED'],
    ] satisfies [string, Fault, string][])('%s: one call, and no stale answer is served', async (_, fault, code) => {
      const { stale, without } = await meetFault(probe, source, fault);
      for (const { answer, attempts } of [stale, without]) {
        expectFailure(answer, source, code);
        expect(attempts).toBe(1);
      }
    });

    it.each([
      ['60 seconds', { 'retry-after': '60' }, 60_000],
      ['0 seconds', { 'retry-after': '0' }, 30_000],
      ['a negative time', { 'retry-after': '-5' }, 30_000],
      ['garbage', { 'retry-after': 'soon' }, 30_000],
      ['a date that is over', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, 30_000],
      ['a billion seconds', { 'retry-after': '1000000000' }, 300_000],
      ['no time at all (F8)', { 'x-ratelimit-reset-default': '' }, 30_000],
      ['a window that is over (F8)', { 'x-ratelimit-reset': '0', 'x-ratelimit-reset-default': '0' }, 30_000],
      ['17 seconds of its own (F8)', { 'x-ratelimit-reset-default': '17' }, 17_000],
    ] satisfies [string, Record<string, string>, number][])(
      '429 with %s (F7): one call, then the stale answer, or an error that says when to retry',
      async (_, headers, retryAfterMs) => {
        const columns = await meetFault(probe, source, { status: 429, headers });
        expectColumns(columns, source, { code: 'SOURCE_THROTTLED', attempts: 1, more: { retryAfterMs } });
      },
    );

    it('429 with a date (F7) says how long it is until then', async () => {
      const { first, stale, without } = await meet(probe.clock, {
        well: () => askWhole(probe),
        ill: () => {
          const date = new Date(probe.clock.epochMs() + 90_000).toUTCString();
          return askWithFault(probe, source, { status: 429, headers: { 'retry-after': date } });
        },
      });
      expectStale(stale.answer, first, source, 'SOURCE_THROTTLED');
      const retryAfterMs = Object(without.answer.errors?.[0]?.extensions.teamgraph).retryAfterMs;
      expectFailure(without.answer, source, 'SOURCE_THROTTLED', { retryAfterMs });
      expect(retryAfterMs).toBeGreaterThan(60_000);
      expect(retryAfterMs).toBeLessThanOrEqual(90_000);
      expect([stale.attempts, without.attempts]).toEqual([1, 1]);
    });

    it('that works again is used again', async () => {
      probe.clock.jump(GONE_MS);
      expectFailure((await askWithFault(probe, source, { status: 500 })).answer, source, 'SOURCE_UNAVAILABLE');
      await askWhole(probe);
    });
  });
});

describe('a redirect (F26)', () => {
  it.each(SOURCES)('of %s is never followed, and the stale answer is served', async (source) => {
    const visitors: string[] = [];
    const other = createServer((request, response) => {
      visitors.push(JSON.stringify(request.headers));
      response.end('{}');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    const redirects: Fault[] = [
      ...[301, 302, 303, 307, 308].map((status) => ({ redirectTo: elsewhere, status })),
      ...['/periods', '/elsewhere', '?itself'].map((redirectTo) => ({ redirectTo })),
      ...['http://169.254.169.254/latest/meta-data/', 'file:///etc/passwd'].map((redirectTo) => ({ redirectTo })),
    ];
    for (const redirect of redirects) {
      const columns = await meetFault(probe, source, redirect);
      expectColumns(columns, source, { code: 'SOURCE_CONTRACT', attempts: 1 });
    }
    other.close();
    expect(visitors).toEqual([]);
  });
});

describe('what a vendor means by a 400', () => {
  it('(a bad key of Saleshandy, F13) is read from its body, and no stale answer is served', async () => {
    const body = { code: 1001, message: 'Invalid token' };
    const { stale, without } = await meetFault(probe, 'SALESHANDY', { status: 400, body });
    for (const { answer, attempts } of [stale, without]) {
      expectFailure(answer, 'SALESHANDY', 'SOURCE_UNAUTHORIZED');
      expect(attempts).toBe(1);
    }
  });

  it('(a spent quota of Saleshandy, F8) is read from its body, and the stale answer is served', async () => {
    const body = { code: 40_000, message: 'Rate Limit exceeded' };
    expectColumns(await meetFault(probe, 'SALESHANDY', { status: 400, body }), 'SALESHANDY', {
      code: 'SOURCE_THROTTLED',
      attempts: 1,
      more: { retryAfterMs: 30_000 },
    });
  });

  it('(anything else, F15) is the fault of this server', async () => {
    const body = { code: 40_001, message: ['limit must be a number'] };
    const { stale, without } = await meetFault(probe, 'SALESHANDY', { status: 400, body });
    for (const { answer, attempts } of [stale, without]) {
      expectFailure(answer, 'SALESHANDY', 'SOURCE_REFUSED');
      expect(attempts).toBe(1);
    }
  });
});

describe('a status of failure', () => {
  const unreadable: Fault[] = [
    { body: 'x', headers: { 'content-encoding': 'rot13' } },
    { body: 'x', headers: { 'content-encoding': 'gzip' } },
    { body: Buffer.from([0xff, 0xfe]) },
    { body: ' '.repeat(5 * 1024 * 1024 + 1) },
    { reset: 'mid-body' },
  ];

  it.each([
    [429, 'SOURCE_THROTTLED', { retryAfterMs: 60_000 }],
    [401, 'SOURCE_UNAUTHORIZED', {}],
    [500, 'SOURCE_UNAVAILABLE', {}],
  ])('(%i) counts although its body cannot be read', async (status, code, more) => {
    for (const fault of unreadable) {
      const headers = { ...fault.headers, 'retry-after': '60' };
      const { without } = await meetFault(probe, 'ALO', { ...fault, status, headers });
      expectFailure(without.answer, 'ALO', code, more);
      expect(without.attempts).toBe(1);
    }
  });
});

describe('a directory that the credential may not read', () => {
  it('makes its things unknown, and not absent', async () => {
    const { errors, data } = await probe.ask('{ bookings(first: 50) { nodes { eventType { id } } } }');
    expect(errors).toBeUndefined();
    const id: string = data.bookings.nodes.find((node: { eventType: object | null }) => node.eventType).eventType.id;

    const locked = await startGraph({ sandbox: { quirks: ['calcom-directories-403'] } });
    const node = 'query ($id: ID!) { node(id: $id) { id } }';
    const shown = await locked.ask(node, { id });
    const unseen = await locked.ask(node, { id: Buffer.from('EventType:99999').toString('base64url') });
    await locked.close();
    expect(shown).toEqual({ data: { node: { id } } });
    expect(unseen.data).toEqual({ node: null });
    expect(unseen.errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_UNAUTHORIZED']);
  });
});
