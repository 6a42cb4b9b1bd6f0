import { readFileSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { type FakeVendor, jsonAnswer, type Speak, startFakeVendor } from '../../support/fake-vendor.ts';
import { type Main, startMain } from '../../support/process.ts';

const MEGABYTE = 1024 * 1024;
/** Three times the cap on a body. */
const MAX_GROWTH = 15;
/** How often the fault occurs before the measurement: only then is all code loaded and compiled. */
const ROUNDS = 5;
/** How often it is measured: a garbage collection that comes late makes one measurement larger, and what is held makes all of them. */
const MEASUREMENTS = 3;

let main: Main;
let vendor: FakeVendor;
afterEach(async () => {
  await main.end();
  await vendor.close();
});

/** The megabytes by which the server grows while a fault occurs again: the least of several measurements. */
async function growthOver(speak: Speak): Promise<number> {
  vendor = await startFakeVendor(speak);
  main = startMain({ ALO_API_URL: vendor.url, ALO_API_KEY: 'invented' });
  const url = await main.ready();
  for (let round = 0; round < ROUNDS; round++) await expectNotUnderstood(url);
  const growths: number[] = [];
  for (let round = 0; round < MEASUREMENTS; round++) {
    const before = megabytes('VmRSS');
    // Sets the high-water mark to the present size.
    writeFileSync(`/proc/${main.child.pid}/clear_refs`, '5');
    await expectNotUnderstood(url);
    growths.push(megabytes('VmHWM') - before);
  }
  expect(vendor.arrivals).toHaveLength(ROUNDS + MEASUREMENTS);
  return Math.min(...growths);
}

function megabytes(figure: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${main.child.pid}/status`, 'utf8');
  return Number(new RegExp(`${figure}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
}

async function expectNotUnderstood(url: string): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ periods { nodes { id } } __typename }"}',
  });
  expect(await response.json()).toEqual({
    data: { periods: null, __typename: 'Query' },
    errors: [expect.objectContaining({ extensions: { code: 'SOURCE_CONTRACT', teamgraph: { source: 'ALO' } } })],
  });
}

/** Writes blanks until the connection closes. */
function pour(socket: Socket, piece: Buffer): void {
  const on = () => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', on);
  on();
}

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const BLANKS = Buffer.alloc(64 * 1024, 0x20);

it('chunks without end (F24) are rejected without being held in memory', async () => {
  const growth = await growthOver((socket) => {
    socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n`);
    pour(socket, Buffer.concat([Buffer.from('10000\r\n'), BLANKS, Buffer.from('\r\n')]));
  });
  expect(growth).toBeLessThan(MAX_GROWTH);
});

it('50 MB that are announced (F24) are rejected without being held in memory', async () => {
  const growth = await growthOver((socket) => {
    socket.write(`${HEAD}content-length: ${50 * MEGABYTE}\r\n\r\n`);
    pour(socket, BLANKS);
  });
  expect(growth).toBeLessThan(MAX_GROWTH);
});

it('300 MB in 300 KB of gzip (F25) are rejected without being held in memory', async () => {
  const bomb = gzipSync(Buffer.alloc(300 * MEGABYTE, 0x20));
  expect(bomb.length).toBeLessThan(400_000);
  const growth = await growthOver((socket) => socket.write(jsonAnswer(bomb, { 'content-encoding': 'gzip' })));
  expect(growth).toBeLessThan(MAX_GROWTH);
});
