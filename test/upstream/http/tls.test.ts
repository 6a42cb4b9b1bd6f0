/** F31: a vendor that cannot prove who it is. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import { startSandbox } from '../../../sandbox/index.ts';
import { type Certificate, makeCertificate } from '../../support/certificate.ts';
import { createJumpingClock } from '../../support/clock.ts';
import { startServer } from '../../support/graph.ts';
import { startMain } from '../../support/process.ts';
import {
  askAll,
  askWhole,
  attemptsIn,
  expectFailure,
  expectStale,
  GONE_MS,
  OLD_MS,
} from '../../support/upstream/endpoint.ts';

const running: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((end) => end()));
});

/** Queries a server whose ALO has this certificate; `isTrusted`: the machine trusts its issuer. */
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

it('a vendor with a good certificate is called', async () => {
  const { answer, arrivals } = await askOver(makeCertificate('127.0.0.1', at(-1), at(1)), true);
  expect(answer).toEqual({ data: { periods: { nodes: [{ sourceId: '1' }] } } });
  expect(arrivals).toEqual(['/periods Bearer invented']);
});

it('a vendor whose certificate is not trusted is unavailable, and never sees the key', async () => {
  const { answer, arrivals } = await askOver(makeCertificate('127.0.0.1', at(-1), at(1)), false);
  expect(answer).toEqual({
    data: { periods: null },
    errors: [expect.objectContaining({ extensions: { code: 'SOURCE_UNAVAILABLE', teamgraph: { source: 'ALO' } } })],
  });
  expect(arrivals).toEqual([]);
});

const BAD: [string, Certificate, boolean][] = [
  ['is not trusted', makeCertificate('127.0.0.1', at(-1), at(1)), false],
  ['has expired', makeCertificate('127.0.0.1', at(-2), at(-1)), true],
  ['is not valid yet', makeCertificate('127.0.0.1', at(1), at(2)), true],
  ['is another host’s', makeCertificate('127.0.0.2', at(-1), at(1)), true],
];

it.each(BAD)(
  'a vendor whose new certificate %s: the stale answer is served after two attempts, and it never sees the key again',
  async (_, bad, isTrusted) => {
    const good = makeCertificate('127.0.0.1', at(-1), at(1));
    tls.setDefaultCACertificates([good.cert]);
    let arrivals = 0;
    const vendor = createServer(good, (_, response) => {
      arrivals++;
      response.setHeader('content-type', 'application/json').end('{"periods":[{"id":1}]}');
    });
    await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
    const sandbox = await startSandbox();
    const clock = createJumpingClock();
    const url = `https://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
    const server = await startServer({ ...sandbox.settings, ALO_API_URL: url, CACHE: 'on' }, { clock });
    running.push(() => {
      vendor.closeAllConnections();
      vendor.close();
    });
    running.push(server.close, sandbox.close);

    const first = await askWhole(server);
    vendor.setSecureContext(bad);
    if (isTrusted) tls.setDefaultCACertificates([bad.cert]);
    vendor.closeAllConnections();
    clock.jump(OLD_MS);
    const stale = await askAll(server);
    expectStale(stale, first, 'ALO', 'SOURCE_UNAVAILABLE');
    clock.jump(GONE_MS);
    const without = await askAll(server);
    expectFailure(without, 'ALO', 'SOURCE_UNAVAILABLE');
    expect([stale, without].map((answer) => attemptsIn(answer, 'ALO'))).toEqual([2, 2]);
    expect(arrivals).toBe(1);
  },
);
