/** Equal requests of one caller that arrive at the same time run once. */
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Environment } from '../../../src/config/config.ts';
import { lookupsOf, post } from '../../support/answers.ts';
import { createJumpingClock } from '../../support/clock.ts';
import { startServer } from '../../support/graph.ts';
import { postHead } from '../../support/raw-http.ts';
import { BROKEN, periodRow, startScripted } from '../../support/scripted-vendors.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

const PERIODS = '{ periods { nodes { name } } }';
const EQUAL = 50;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const SOON = { timeout: 10_000, interval: 20 };

/** A server whose ALO answers when the test opens the gate. */
async function start(settings: Environment = {}) {
  const gate = Promise.withResolvers<void>();
  const state: { answer?: unknown } = {};
  const vendors = await startScripted(['ALO'], {
    periods: async () => {
      await gate.promise;
      return state.answer ?? { periods: [periodRow(1)] };
    },
  });
  undo.push(vendors.close);
  const clock = createJumpingClock();
  const server = await startServer({ ...vendors.settings, CACHE: 'on', ...settings }, { clock });
  undo.push(server.close);
  /** Resolves when so many requests are in progress. */
  const arrived = (count: number): Promise<void> =>
    vi.waitFor(async () => {
      const metrics = await (await fetch(new URL('/metrics', server.url), { headers: { connection: 'close' } })).text();
      expect(metrics).toContain(`teamgraph_http_requests_in_flight{path="graphql"} ${count}\n`);
      expect(vendors.calls.length).toBeGreaterThan(0);
    }, SOON);
  return { ...server, clock, state, calls: vendors.calls, open: gate.resolve, arrived };
}

/** Sends the query on a connection of its own, which the test can close. */
function postAndLeave(url: string, query = PERIODS): () => void {
  const body = JSON.stringify({ query });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  const head = postHead('Content-Type: application/json', 'Accept: application/json', `Content-Length: ${body.length}`);
  socket.write(`${head}\r\n${body}`);
  return () => socket.destroy();
}

describe('equal requests at the same time', () => {
  it('run once, and all get the answer', async () => {
    const { url, arrived, open, calls } = await start();
    const asked = Array.from({ length: EQUAL }, () => post(url, PERIODS));
    await arrived(EQUAL);
    open();
    const answers = await Promise.all(asked);
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(await lookupsOf(url)).toEqual({ hit: 0, shared: EQUAL - 1, miss: 1 });
    expect(calls).toHaveLength(1);
  });

  it('run each by itself where the first has an error, and at once the next time', async () => {
    const { url, arrived, open, state, calls } = await start();
    state.answer = BROKEN;
    const asked = Array.from({ length: 5 }, () => post(url, PERIODS));
    await arrived(5);
    open();
    for (const { text } of await Promise.all(asked)) {
      expect(JSON.parse(text).errors[0].extensions.code).toBe('SOURCE_UNAVAILABLE');
    }
    expect(await lookupsOf(url)).toEqual({ hit: 0, shared: 0, miss: 5 });
    expect(calls.length).toBeGreaterThan(1);
    const later = await Promise.all(Array.from({ length: 5 }, () => post(url, PERIODS)));
    expect(later.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await lookupsOf(url)).toEqual({ hit: 0, shared: 0, miss: 10 });
  });

  it('are answered although the client of the first has left', async () => {
    const { url, arrived, open } = await start();
    const leave = postAndLeave(url);
    await arrived(1);
    const staying = Array.from({ length: 5 }, () => post(url, PERIODS));
    await arrived(6);
    leave();
    await arrived(5);
    open();
    for (const { status, text } of await Promise.all(staying)) {
      expect({ status, data: JSON.parse(text) }).toEqual({
        status: 200,
        data: { data: { periods: { nodes: [{ name: 'Period 1' }] } } },
      });
    }
  });

  it('are answered although the client of another one that waits has left', async () => {
    const { url, arrived, open, calls } = await start();
    const first = post(url, PERIODS);
    await arrived(1);
    const leave = postAndLeave(url);
    await arrived(2);
    const other = post(url, PERIODS);
    await arrived(3);
    leave();
    await arrived(2);
    open();
    expect((await first).text).toBe((await other).text);
    expect(await lookupsOf(url)).toEqual({ hit: 0, shared: 1, miss: 1 });
    expect(calls).toHaveLength(1);
  });

  it('keep their own deadlines', async () => {
    const { url, arrived, open } = await start({ REQUEST_DEADLINE_MS: '1000' });
    const asked = [post(url, PERIODS), post(url, PERIODS)];
    await arrived(2);
    for (const { text } of await Promise.all(asked)) {
      expect(JSON.parse(text).errors[0].extensions.code).toBe('SOURCE_TIMEOUT');
    }
    open();
  });

  it('of another caller run by themselves, so that the limits of one caller do not reach another', async () => {
    const AUTH_TOKENS = ['a', 'b'].map((token) => `${token}:${sha256(token)}`).join(',');
    const { url, open, state } = await start({ AUTH_TOKENS, CALLER_CALLS_PER_MINUTE: '1' });
    open();
    const ask = (token: string) => post(url, PERIODS, { authorization: `Bearer ${token}` });
    state.answer = BROKEN;
    await ask('a');
    delete state.answer;
    const [limited, other] = await Promise.all([ask('a'), ask('b')]);
    expect(JSON.parse(limited.text).errors[0].extensions.code).toBe('SOURCE_THROTTLED');
    expect(JSON.parse(other.text)).toEqual({ data: { periods: { nodes: [{ name: 'Period 1' }] } } });
  });
});
