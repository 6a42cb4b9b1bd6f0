/** A source that sends the same bytes again is called, and its answer is not parsed again. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aloProtocol } from '../../src/sources/alo/client.ts';
import { deadlineIn } from '../../src/time/deadline.ts';
import { createScheduler } from '../../src/time/slices.ts';
import { type Endpoint, type Parameters, prepare } from '../../src/upstream/endpoint.ts';
import { createUpstream } from '../../src/upstream/read.ts';
import { createJumpingClock } from '../support/clock.ts';
import { jsonAnswer, startFakeVendor } from '../support/fake-vendor.ts';

const running: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const end of running.splice(0).reverse()) await end();
});

const UNLIMITED = { perMinute: Number.POSITIVE_INFINITY, perSecond: Number.POSITIVE_INFINITY };

interface NotesQuery extends Parameters {
  readonly of: string;
}

interface Notes {
  readonly notes: readonly string[];
}

/** An upstream without a cache, whose source answers as the test plays it. Counts how often an answer is parsed. */
async function start() {
  let answer: (socket: Socket) => void = () => {};
  const vendor = await startFakeVendor((socket) => answer(socket));
  const clock = createJumpingClock();
  const upstream = createUpstream(aloProtocol({ apiUrl: vendor.url, apiKey: 'invented', limits: UNLIMITED }), {
    clock,
    random: Math.random,
    limits: UNLIMITED,
    backgroundMs: 8_000,
    isCaching: false,
    scheduler: createScheduler(),
  });
  const left = new AbortController();
  running.push(vendor.close, upstream.close, () => left.abort());
  let parses = 0;
  const endpoint: Endpoint<NotesQuery, Notes | null> = {
    source: 'ALO',
    name: 'notes',
    method: 'GET',
    laws: { of: 'FILTER' },
    request: ({ of }) => ({ path: `/notes/${of}` }),
    wire: z.object({ notes: z.array(z.string()) }).transform((notes) => {
      parses++;
      return notes;
    }),
    rowsIn: (model) => model?.notes.length ?? null,
    missing: null,
  };
  return {
    vendor,
    clock,
    upstream,
    parses: () => parses,
    plays: (play: (socket: Socket) => void) => {
      answer = play;
    },
    says: (body: string | Buffer, headers: Readonly<Record<string, string>> = {}) => {
      answer = (socket) => socket.write(jsonAnswer(body, headers));
    },
    read: (of = 'a') => {
      const deadline = deadlineIn(8_000, clock, left.signal);
      return upstream.readFor({ caller: 'caller', isBackground: false, deadline })(prepare(endpoint, { of }));
    },
  };
}

const notesOf = (...notes: string[]): string => JSON.stringify({ notes });

describe('a body that is equal to the last one of the same read', () => {
  it.each<[string, (body: string) => Buffer, Readonly<Record<string, string>>]>([
    ['plain', Buffer.from, {}],
    ['in gzip', gzipSync, { 'content-encoding': 'gzip' }],
    ['in br', brotliCompressSync, { 'content-encoding': 'br' }],
    ['in deflate', deflateRawSync, { 'content-encoding': 'deflate' }],
  ])('(%s) is requested, and gives the very same model without a second parse', async (_, encode, headers) => {
    const { read, says, parses, vendor } = await start();
    says(encode(notesOf('Grüße 🎉')), headers);
    const first = await read();
    expect(first).toEqual({ notes: ['Grüße 🎉'] });
    expect(await read()).toBe(first);
    expect(await read()).toBe(first);
    expect([vendor.arrivals.length, parses()]).toEqual([3, 1]);
  });

  it('is recognized however it is cut into pieces', async () => {
    const { read, plays, parses } = await start();
    const body = Buffer.from(notesOf('x'.repeat(100_000)));
    const models = new Set<unknown>();
    for (const size of [100_000, 30_000, 9_999]) {
      plays((socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n');
        for (let from = 0; from < body.length; from += size) {
          const piece = body.subarray(from, from + size);
          socket.write(`${piece.length.toString(16)}\r\n`);
          socket.write(piece);
          socket.write('\r\n');
        }
        socket.write('0\r\n\r\n');
      });
      models.add(await read());
    }
    expect([models.size, parses()]).toEqual([1, 1]);
  });

  it('counts its drift each time', async () => {
    const { read, says, upstream } = await start();
    says('{"notes":[],"extra":1}');
    for (let time = 0; time < 3; time++) await read();
    expect(upstream.health().endpoints).toMatchObject([
      { endpoint: 'notes', sent: 3, drifts: [{ field: 'extra', kind: 'UNKNOWN', answers: 3 }] },
    ]);
  });

  it('of another read is parsed', async () => {
    const { read, says, parses } = await start();
    says(notesOf('a'));
    expect(await read('b')).not.toBe(await read('c'));
    expect(parses()).toBe(2);
  });

  it('is parsed again if the source did not send it for ten minutes', async () => {
    const { read, says, parses, clock } = await start();
    says(notesOf('a'));
    const first = await read();
    clock.jump(9 * 60_000);
    expect(await read()).toBe(first);
    clock.jump(9 * 60_000);
    expect(await read()).toBe(first);
    clock.jump(11 * 60_000);
    expect(await read()).toEqual(first);
    expect(parses()).toBe(2);
  });

  it('is parsed again if too many others came meanwhile', async () => {
    const { read, says, parses } = await start();
    const large = notesOf('x'.repeat(4_000_000));
    says(large);
    for (const of of ['a', 'b', 'c', 'a']) await read(of);
    expect(parses()).toBe(4);
    await read('a');
    expect(parses()).toBe(4);
  });
});

describe('a body that differs from the last one of the same read', () => {
  const body = notesOf('one', 'two');
  it.each([
    ['at its end', body, notesOf('one', 'twO')],
    ['at its beginning', body, ` ${body.slice(0, -2)}]}`.replace('"two"', '"tw"')],
    ['because it goes on', body, `${body} `],
    ['because it ends earlier', `${body} `, body],
  ])('%s is parsed', async (_, before, after) => {
    const { read, says, parses } = await start();
    says(before);
    await read();
    says(after);
    expect(await read()).toEqual(JSON.parse(after));
    expect(parses()).toBe(2);
  });

  it('in its content encoding alone is decoded by the new one', async () => {
    const { read, says, parses } = await start();
    const bytes = gzipSync(body);
    says(bytes, { 'content-encoding': 'gzip' });
    await read();
    says(bytes);
    await expect(read()).rejects.toMatchObject({ code: 'SOURCE_CONTRACT' });
    says(bytes, { 'content-encoding': 'x-gzip' });
    expect(await read()).toEqual(JSON.parse(body));
    expect(parses()).toBe(2);
  });

  it('in its status alone is what the status says', async () => {
    const { read, says, plays } = await start();
    says(body);
    const first = await read();
    for (const [status, code] of [
      ['500 Oops', 'SOURCE_UNAVAILABLE'],
      ['400 No', 'SOURCE_REFUSED'],
      ['202 Later', 'SOURCE_CONTRACT'],
    ] as const) {
      plays((socket) => socket.write(jsonAnswer(body).toString().replace('200 OK', status)));
      await expect(read()).rejects.toMatchObject({ code });
    }
    says(body);
    expect(await read()).toBe(first);
  });

  it('because it is cut short is no answer', async () => {
    const { read, says, plays, vendor } = await start();
    says(body);
    await read();
    plays((socket) => socket.end(jsonAnswer(body).subarray(0, -3)));
    await expect(read()).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    expect(vendor.arrivals).toHaveLength(3);
  });

  it('and is large and compressed is decompressed as it comes', async () => {
    const { read, says, parses } = await start();
    const large = (last: string) => notesOf(randomBytes(1_200_000).toString('base64'), last);
    for (const text of [large('a'), large('b')]) {
      says(gzipSync(text), { 'content-encoding': 'gzip' });
      for (let time = 0; time < 2; time++) expect(await read()).toEqual(JSON.parse(text));
    }
    expect(parses()).toBe(4);
  });
});
