import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type Certificate, makeCertificate } from '../support/certificate.ts';
import { startMain } from '../support/process.ts';

const running: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((end) => end()));
});

/** Asks a server whose ALO shows this certificate; `isTrusted`: the machine trusts who signed it. */
async function askOver({ key, cert }: Certificate, isTrusted: boolean) {
  const arrivals: string[] = [];
  const vendor = createServer({ key, cert }, (request, response) => {
    arrivals.push(`${request.url} ${request.headers.authorization}`);
    response.setHeader('content-type', 'application/json').end('{"periods":[{"id":1}]}');
  });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  const folder = mkdtempSync(join(tmpdir(), 'teamgraph-tls-'));
  const authority = join(folder, 'authority.pem');
  writeFileSync(authority, cert);
  const main = startMain({
    ALO_API_URL: `https://127.0.0.1:${(vendor.address() as AddressInfo).port}`,
    ALO_API_KEY: 'invented',
    ...(isTrusted ? { NODE_EXTRA_CA_CERTS: authority } : {}),
  });
  running.push(main.end, () => rmSync(folder, { recursive: true }));
  running.push(() => {
    vendor.closeAllConnections();
    vendor.close();
  });
  const response = await fetch(await main.ready(), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ periods { nodes { sourceId } } }"}',
  });
  return { answer: await response.json(), arrivals };
}

const YEAR = 365 * 24 * 60 * 60_000;
const at = (years: number): Date => new Date(Date.now() + years * YEAR);

it('a vendor with a good certificate is asked', async () => {
  const { answer, arrivals } = await askOver(makeCertificate('127.0.0.1', at(-1), at(1)), true);
  expect(answer).toEqual({ data: { periods: { nodes: [{ sourceId: '1' }] } } });
  expect(arrivals).toEqual(['/periods Bearer invented']);
});

it.each([
  ['nobody trusts', makeCertificate('127.0.0.1', at(-1), at(1)), false],
  ['has expired', makeCertificate('127.0.0.1', at(-2), at(-1)), true],
  ['is not valid yet', makeCertificate('127.0.0.1', at(1), at(2)), true],
  ['is another host’s', makeCertificate('127.0.0.2', at(-1), at(1)), true],
])('a vendor whose certificate %s is unavailable, and never sees the key', async (_, certificate, isTrusted) => {
  const { answer, arrivals } = await askOver(certificate, isTrusted);
  expect(answer).toEqual({
    data: { periods: null },
    errors: [expect.objectContaining({ extensions: { code: 'SOURCE_UNAVAILABLE', teamgraph: { source: 'ALO' } } })],
  });
  expect(arrivals).toEqual([]);
});
