/** Measures how long the heaviest queries within the limits hold the event loop, each by itself, on the large sandbox. */
import { brotliDecompressSync } from 'node:zlib';
import { request } from 'undici';
import { HEAVY_QUERIES } from '../../test/support/attacks/heavy-queries.ts';
import { NO_RATE_LIMITS } from '../../test/support/graph.ts';
import { startMain } from '../../test/support/process.ts';
import type { Delay } from './report.ts';
import { startSandboxProcess } from './sandbox-process.ts';

/** The longest delay of `times` requests of each query, after a first one that reads the vendors. Answers are compressed. */
export async function measureDelays(times: number, progress: (step: string) => void): Promise<readonly Delay[]> {
  const sandbox = await startSandboxProcess({ SANDBOX_SIZE: 'large' });
  const main = startMain({ ...sandbox.settings, ...NO_RATE_LIMITS, LOG_LEVEL: 'silent' });
  try {
    const url = await main.ready();
    const delays: Delay[] = [];
    for (const [name, { query, variables, isTraced }] of Object.entries(HEAVY_QUERIES)) {
      progress(name);
      const ask = async () => {
        const { statusCode, headers, body } = await request(url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'accept-encoding': 'br',
            ...(isTraced ? { 'teamgraph-trace': 'on' } : {}),
          },
          body: JSON.stringify({ query, variables }),
        });
        const bytes = Buffer.from(await body.arrayBuffer());
        const text = String(headers['content-encoding'] === 'br' ? brotliDecompressSync(bytes) : bytes);
        const { errors = [] } = JSON.parse(text) as { errors?: { extensions: { code: string } }[] };
        const codes = [...new Set(errors.map(({ extensions }) => extensions.code))];
        return { status: statusCode, answerBytes: Buffer.byteLength(text), codes };
      };
      await ask();
      await longestDelayMs(url);
      let outcome = await ask();
      for (let time = 1; time < times; time++) outcome = await ask();
      delays.push({ name, ...outcome, ms: await longestDelayMs(url) });
    }
    return delays;
  } finally {
    await main.end();
    await sandbox.end();
  }
}

/** The longest delay of the server's event loop since the previous call, in milliseconds. */
export async function longestDelayMs(url: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const { body } = await request(url.replace('/graphql', '/metrics'), { headers });
  const [, seconds = '0'] = /^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(await body.text()) ?? [];
  return Number(seconds) * 1_000;
}
