import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../sandbox/index.ts';
import { ask, askAlo, askSaleshandy, start } from '../support/sandbox/start.ts';

async function askWith(fault: Fault) {
  const sandbox = await start();
  sandbox.alo.inject(fault);
  return askAlo<{ periods?: object[]; message?: string }>(sandbox, '/periods');
}

describe('a fault', () => {
  it('changes the status, and then sends none of the vendor data', async () => {
    const { status, body } = await askWith({ status: 503 });
    expect([status, body]).toEqual([503, { message: 'A fault of the sandbox' }]);
  });

  it('adds headers, and replaces those of the same name', async () => {
    const { headers, body } = await askWith({ headers: { 'Retry-After': '7', 'Content-Type': 'text/plain' } });
    expect([headers.get('retry-after'), headers.get('content-type')]).toEqual(['7', 'text/plain']);
    expect(body.periods).toHaveLength(10);
  });

  it.each([
    ['text as it is', '<html>', '<html>'],
    ['an object as JSON', { periods: 1 }, '{"periods":1}'],
    ['bytes as they are', Buffer.from('{"cut'), '{"cut'],
  ])('sends %s', async (_, body, text) => {
    const answer = await askWith({ body });
    expect([answer.status, answer.text]).toEqual([200, text]);
  });

  it('sends no body with 204', async () => {
    const { status, text } = await askWith({ status: 204 });
    expect([status, text]).toEqual([204, '']);
  });

  it("changes the vendor's own JSON", async () => {
    const { body } = await askWith({ transform: (json) => ({ ...(json as object), extra: true }) });
    expect(body).toMatchObject({ extra: true, periods: expect.any(Array) });
  });

  it('redirects', async () => {
    const { status, headers } = await askWith({ redirectTo: 'http://127.0.0.1:1/elsewhere' });
    expect([status, headers.get('location')]).toEqual([302, 'http://127.0.0.1:1/elsewhere']);
  });

  it('delays, and drips, what then comes whole', async () => {
    expect((await askWith({ delayMs: 5 })).body.periods).toHaveLength(10);
    expect((await askWith({ dripMs: 1, body: { slow: true } })).body).toEqual({ slow: true });
  });

  it.each([{ reset: 'before' }, { reset: 'mid-body' }] satisfies Fault[])('%o breaks the connection', async (fault) => {
    await expect(askWith(fault)).rejects.toThrow();
  });

  it('hangs until the caller leaves', async () => {
    const sandbox = await start();
    sandbox.alo.inject({ hang: true });
    await expect(ask(`${sandbox.alo.url}/periods`, { signal: AbortSignal.timeout(50) })).rejects.toThrow();
    expect(sandbox.alo.calls).toMatchObject([{ path: '/periods', status: 0 }]);
  });

  it('meets the paths it matches, as often as it is told, until it is taken away', async () => {
    const sandbox = await start();
    const status = async (path: string) => (await askAlo(sandbox, path)).status;
    const undo = sandbox.alo.inject({ match: '/periods', status: 500 });
    sandbox.alo.inject({ match: /actions$/, times: 1, status: 502 });
    expect(await status('/periods?start_date=2026-03-09T00:00:00.000Z')).toBe(500);
    expect(await status('/periods/306/actions')).toBe(502);
    expect(await status('/periods/306/actions')).toBe(200);
    undo();
    expect(await status('/periods')).toBe(200);
  });

  it('waits in line behind older ones', async () => {
    const sandbox = await start();
    sandbox.alo.inject({ times: 1, status: 500 });
    sandbox.alo.inject({ times: 1, status: 503 });
    const statuses = [];
    for (let call = 0; call < 3; call++) statuses.push((await askAlo(sandbox, '/periods')).status);
    expect(statuses).toEqual([500, 503, 200]);
  });

  it('touches its own vendor only', async () => {
    const sandbox = await start();
    sandbox.alo.inject({ status: 500 });
    expect((await askSaleshandy(sandbox, '/v1/user/team-member-list')).status).toBe(200);
  });
});

describe('a vendor', () => {
  it('writes down every call', async () => {
    const sandbox = await start();
    await askAlo(sandbox, '/periods?page=2&x=a+b');
    await askSaleshandy(sandbox, '/v1/analytics/team/stats', { type: 'email' });
    expect(sandbox.alo.calls).toMatchObject([{ method: 'GET', path: '/periods', body: undefined, status: 200 }]);
    expect([...(sandbox.alo.calls[0]?.query ?? [])]).toEqual([
      ['page', '2'],
      ['x', 'a b'],
    ]);
    expect(sandbox.saleshandy.calls).toMatchObject([
      { method: 'POST', path: '/v1/analytics/team/stats', body: { type: 'email' }, status: 400 },
    ]);
    expect(sandbox.calcom.calls).toEqual([]);
  });

  it('refuses connections while it is dead, and comes back at the same address', async () => {
    const sandbox = await start();
    await sandbox.alo.kill();
    await expect(askAlo(sandbox, '/periods')).rejects.toThrow();
    await sandbox.alo.revive();
    expect((await askAlo(sandbox, '/periods')).status).toBe(200);
    expect(sandbox.alo.calls).toHaveLength(1);
  });

  it('cuts what hangs, drips or waits when it dies', async () => {
    const sandbox = await start();
    for (const fault of [{ hang: true }, { dripMs: 60_000 }, { delayMs: 60_000 }]) {
      sandbox.alo.inject({ ...fault, times: 1 });
    }
    const calls = [1, 2, 3].map(() => askAlo(sandbox, '/periods'));
    const outcomes = Promise.allSettled(calls);
    await expect.poll(() => sandbox.alo.calls.length).toBe(3);
    await sandbox.alo.kill();
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  it('is dead after close, an idle connection included', async () => {
    const sandbox = await start();
    const socket = connect(Number(new URL(sandbox.alo.url).port), '127.0.0.1');
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('connect', resolve));
    await sandbox.close();
    await ended;
    for (const { url } of [sandbox.calcom, sandbox.alo, sandbox.saleshandy]) await expect(ask(url)).rejects.toThrow();
  });

  it('that cannot have its port leaves nothing listening', async () => {
    const first = await start();
    const taken = Number(new URL(first.calcom.url).port);
    await expect(start({ ports: { saleshandy: taken } })).rejects.toThrow(/EADDRINUSE/);
  });
});
