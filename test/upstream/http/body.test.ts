import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../../sandbox/index.ts';
import {
  askWhole,
  endProbe,
  expectColumns,
  GONE_MS,
  meetFault,
  type Probe,
  SOURCES,
  startProbe,
} from '../../support/upstream/endpoint.ts';

let probe: Probe;
beforeAll(async () => {
  probe = await startProbe();
});
afterAll(async () => {
  // The server still answers.
  probe.clock.jump(GONE_MS);
  await askWhole(probe);
  await endProbe(probe);
});

const LEVELS = 200_000;
const MEGABYTE = 1024 * 1024;
const json = (body: string | Buffer, headers?: Record<string, string>): Fault => ({ body, headers });

describe.each(SOURCES)('a 200 of %s that holds (F17, F18, F19, F24, F25)', (source) => {
  it.each([
    ['nothing', json('')],
    ['nothing, as a 204', { status: 204 }],
    ['blanks', json(' \r\n')],
    ['null', json('null')],
    ['true', json('true')],
    ['a number', json('42')],
    ['an empty list', json('[]')],
    ['an empty object', json('{}')],
    ['a bare text', json('"ok"')],
    ['plain text', json('ok')],
    ['{"status":"error"}', json({ status: 'error', error: { message: 'no' } } as never)],
    ['truncated JSON', json('{"status":"success","data":[{"uid":"a"')],
    ['two JSON texts', json('{"status":"success"}{"status":"success"}')],
    ['single quotes', json("{'status':'success'}")],
    ['NaN', json('{"status":"success","data":NaN,"periods":NaN,"payload":NaN}')],
    ['1e999 for a list', json('{"status":"success","data":1e999,"periods":1e999,"payload":1e999}')],
    ['an object for a list', json('{"status":"success","data":{},"periods":{},"payload":{}}')],
    ['null for a list', json('{"status":"success","data":null,"periods":null,"payload":null}')],
    ['bytes that are not UTF-8', json(Buffer.from('{"status":"success","data":["\xff\xfe"]}', 'latin1'))],
    ['half a surrogate pair in bytes', json(Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d]))],
    ['UTF-16', json(Buffer.from('{"status":"success","data":[]}', 'utf16le'))],
    ['a byte order mark before JSON', json('\uFEFF{"status":"success","data":[],"periods":[],"payload":[]}')],
    ['200,000 nested lists', json(`${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}`)],
    ['200,000 nested objects', json(`${'{"a":'.repeat(LEVELS)}1${'}'.repeat(LEVELS)}`)],
    ['200,000 opening brackets', json('['.repeat(LEVELS))],
    ['what calls itself gzip and is not', json('{}', { 'content-encoding': 'gzip' })],
    ['what calls itself br and is not', json('{}', { 'content-encoding': 'br' })],
    ['what calls itself deflate and is not', json('{}', { 'content-encoding': 'deflate' })],
    ['gzip that is cut', json(gzipSync('{"status":"success"}').subarray(0, 20), { 'content-encoding': 'gzip' })],
    ['an unrequested encoding', json('{}', { 'content-encoding': 'zstd' })],
    ['an unknown encoding', json('{}', { 'content-encoding': 'rot13' })],
    ['chained encodings', json(gzipSync(gzipSync('{}')), { 'content-encoding': 'gzip, gzip' })],
    ['more than 20 MB', json(' '.repeat(20 * MEGABYTE + 1))],
    ['more than 20 MB in gzip', json(gzipSync(' '.repeat(20 * MEGABYTE + 1)), { 'content-encoding': 'gzip' })],
    [
      'more than 20 MB in deflate',
      json(deflateRawSync(' '.repeat(20 * MEGABYTE + 1)), { 'content-encoding': 'deflate' }),
    ],
    ['more than 20 MB in br', json(brotliCompressSync(' '.repeat(20 * MEGABYTE + 1)), { 'content-encoding': 'br' })],
  ] satisfies [string, Fault][])(
    '%s is called once and not understood: the stale answer is served, or an error',
    async (_, fault) => {
      expectColumns(await meetFault(probe, source, fault), source, { code: 'SOURCE_CONTRACT', attempts: 1 });
    },
  );
});

describe.each(SOURCES.filter((source) => source !== 'CALCOM'))('a body of %s that holds more than 5 MB', (source) => {
  it('is called once and not understood', async () => {
    const fault = json(' '.repeat(5 * MEGABYTE + 1));
    expectColumns(await meetFault(probe, source, fault), source, { code: 'SOURCE_CONTRACT', attempts: 1 });
  });
});

describe('a good body', () => {
  const body = JSON.stringify({ periods: [{ id: 301, name: 'Grüße 🎉' }] });

  it.each([
    ['plain', Buffer.from(body), {}],
    ['in gzip', gzipSync(body), { 'content-encoding': 'gzip' }],
    ['in GZIP, in capitals', gzipSync(body), { 'content-encoding': 'GZIP' }],
    ['in what does nothing', Buffer.from(body), { 'content-encoding': 'identity' }],
    ['in deflate', deflateSync(body), { 'content-encoding': 'deflate' }],
    ['in deflate without its header', deflateRawSync(body), { 'content-encoding': 'deflate' }],
    ['in deflate without its header, stored', deflateRawSync(body, { level: 0 }), { 'content-encoding': 'deflate' }],
    [
      'in deflate without its header, large',
      deflateRawSync(body.padEnd(4 * MEGABYTE)),
      { 'content-encoding': 'deflate' },
    ],
    ['in x-gzip', gzipSync(body), { 'content-encoding': 'x-gzip' }],
    ['in an encoding without a name', Buffer.from(body), { 'content-encoding': '' }],
    ['in br', brotliCompressSync(body), { 'content-encoding': 'br' }],
    ['as no type', Buffer.from(body), { 'content-type': '' }],
    ['of just under 5 MB', Buffer.from(body.padEnd(5 * MEGABYTE - 100)), {}],
  ])('%s is read', async (_, bytes, headers) => {
    probe.clock.jump(GONE_MS);
    const remove = probe.sandbox.alo.inject({ body: bytes, headers });
    const answer = await probe.ask('{ periods { nodes { sourceId name } } }');
    remove();
    expect(answer).toEqual({ data: { periods: { nodes: [{ sourceId: '301', name: 'Grüße 🎉' }] } } });
  });
});
