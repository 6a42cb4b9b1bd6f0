import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox/index.ts';
import { type Main, startMain } from './support/process.ts';
import { postHead } from './support/raw-http.ts';

const running: { end(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.end()));
});

function start(settings: Record<string, string> = {}, cwd?: string): Main {
  const main = startMain(settings, cwd);
  running.push(main);
  return main;
}

const ask = async (url: string, query: string) => {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) };
  return (await (await fetch(url, init)).json()) as {
    data: Record<string, unknown>;
    errors?: { extensions: object }[];
  };
};

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const answered = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  socket.destroy();
  return answered;
}

/** A port without a listener. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a server without settings', () => {
  it('serves the sandbox, and prints the ready line last', async () => {
    const { output, ready } = start();
    const url = await ready();
    const lines = output.stdout.trimEnd().split('\n');
    expect(lines.at(-1)).toContain(url);
    expect(lines.at(-1)).toMatch(/sandbox/);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/graphql$/);
    expect(await ask(url, '{ periods(first: 1) { nodes { sourceId } } bookings(first: 1) { nodes { uid } } }')).toEqual(
      {
        data: {
          periods: { nodes: [{ sourceId: expect.any(String) }] },
          bookings: { nodes: [{ uid: expect.any(String) }] },
        },
      },
    );
    const logged = () => output.stdout.trimEnd().split('\n').slice(lines.length);
    await expect.poll(logged).toEqual([expect.stringContaining('"event":"request"')]);
    expect(output.stderr).toBe('');
  });

  it.each([
    ['lists', '[', ']'],
    ['objects', '{a:', '}'],
  ])('rejects a query that is nested too deep with its first answer: %s', async (_, open, close) => {
    const { ready } = start();
    const url = await ready();
    for (const depth of [10_000, 1_999]) {
      const { errors } = await ask(url, `{ nodes(ids: ${open.repeat(depth)}${close.repeat(depth)}) { id } }`);
      expect(errors).toMatchObject([
        {
          message: expect.stringMatching(
            /^The query (is nested too deeply to be parsed|has more than 2,000 tokens, .*)\.$/,
          ),
          extensions: { code: 'GRAPHQL_PARSE_FAILED' },
        },
      ]);
    }
  });

  it('says in /readyz that the data is invented', async () => {
    const { ready } = start({ NODE_ENV: 'production', TEAMGRAPH_SANDBOX: 'on' });
    const readiness = await fetch(new URL('/readyz', await ready()));
    expect(await readiness.json()).toMatchObject({ status: 'ready', sandbox: true });
  });

  it('warns of an unknown setting before the ready line, without its value', async () => {
    const { output, ready } = start({ CALCOM_FOO: 'canary' });
    await ready();
    const [warning, line] = output.stdout.split('\n');
    expect(JSON.parse(warning ?? '')).toMatchObject({
      level: 'warn',
      message: 'CALCOM_FOO: there is no such setting; it is ignored',
    });
    expect(line).toMatch(/^teamgraph is ready/);
    expect(output.stdout).not.toContain('canary');
  });

  it('can run beside another one', async () => {
    const urls = await Promise.all([start().ready(), start().ready()]);
    expect(new Set(urls).size).toBe(2);
  });
});

describe('a server with sources', () => {
  it('names them in the ready line, and the rest is not configured', async () => {
    const sandbox = await startSandbox();
    running.push({ end: sandbox.close });
    const { ALO_API_URL = '', ALO_API_KEY = '' } = sandbox.settings;
    const { output, ready } = start({ ALO_API_URL, ALO_API_KEY });
    const answer = await ask(await ready(), '{ periods { nodes { id } } bookings { nodes { id } } }');
    expect(output.stdout).toMatch(/alo/i);
    expect(output.stdout).not.toMatch(/sandbox|calcom|saleshandy/i);
    expect(output.stdout).not.toContain(ALO_API_KEY);
    expect(answer.data.bookings).toBeNull();
    expect(answer.data.periods).not.toBeNull();
    expect(answer.errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'SOURCE_NOT_CONFIGURED', teamgraph: { source: 'CALCOM' } },
    ]);
  });

  it('has an error at every field if none is configured and the sandbox is off', async () => {
    const { output, ready } = start({ TEAMGRAPH_SANDBOX: 'off' });
    const url = await ready();
    const range = '{ from: "2026-03-09T00:00:00Z", to: "2026-03-16T00:00:00Z" }';
    const { data, errors } = await ask(
      url,
      `{ bookings { nodes { id } } periods { nodes { id } } period(id: 1) { id } users { nodes { id } }
         memberStats(timeZone: "UTC") { mostBookings { value } }
         routedTo(range: ${range}, every: DAY) { users { total } }
         teamStats(range: ${range}) { prospect { nodes { added } } email { nodes { sent } } }
         sources { state } }`,
    );
    expect(output.stdout).not.toMatch(/sandbox/);
    expect(data).toEqual({
      bookings: null,
      periods: null,
      period: null,
      users: null,
      memberStats: null,
      routedTo: null,
      teamStats: { prospect: null, email: null },
      sources: Array.from({ length: 3 }, () => ({ state: 'NOT_CONFIGURED' })),
    });
    expect(new Set(errors?.map(({ extensions }) => Object(extensions).code))).toEqual(
      new Set(['SOURCE_NOT_CONFIGURED']),
    );
    const readiness = await fetch(new URL('/readyz', url));
    expect(readiness.status).toBe(200);
  });
});

describe('a start that fails', () => {
  async function refusalOf(settings: Record<string, string>): Promise<string> {
    const port = await freePort();
    const { output, exited } = start({ PORT: String(port), ...settings });
    expect(await exited).toEqual([1, null]);
    expect(output.stdout).toBe('');
    expect(output.stderr).toMatch(/^[^\n]+\n$/);
    expect(output.stderr).not.toMatch(/ {4}at |node:internal|Error:/);
    expect(await isListening(port)).toBe(false);
    return output.stderr;
  }

  it('because the port is taken names PORT', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { output, exited } = start({ PORT: String(port) });
    expect(await exited).toEqual([1, null]);
    await new Promise((resolve) => server.close(resolve));
    expect(output.stderr).toMatch(/^[^\n]*PORT[^\n]*taken[^\n]*\n$/);
    expect(output.stdout).toBe('');
  });

  it.each([
    ['PORT', { PORT: 'http' }, /PORT: expected a whole number from 0 to 65535/],
    ['PORT out of range', { PORT: '65536' }, /PORT: /],
    [
      'CALCOM_API_URL',
      { CALCOM_API_URL: 'api.cal.com', CALCOM_API_KEY: 'k' },
      /CALCOM_API_URL: expected an http\(s\) URL/,
    ],
    ['ALO_API_URL of another protocol', { ALO_API_URL: 'file:///etc', ALO_API_KEY: 'k' }, /ALO_API_URL: expected/],
    ['TEAMGRAPH_SANDBOX', { TEAMGRAPH_SANDBOX: 'yes' }, /TEAMGRAPH_SANDBOX: expected one of auto, on, off/],
    ['REQUEST_DEADLINE_MS', { REQUEST_DEADLINE_MS: '0' }, /REQUEST_DEADLINE_MS: expected/],
    ['a key that cannot be a header', { SALESHANDY_API_KEY: 'a\nb: c' }, /SALESHANDY_API_KEY: expected/],
    ['a sandbox setting', { SANDBOX_SIZE: 'huge' }, /SANDBOX_SIZE/],
    ['a half-set source', { ALO_API_KEY: 'k-canary' }, /ALO_API_URL: missing/],
    ['another half-set source', { CALCOM_API_KEY: 'k-canary' }, /CALCOM_ORG_ID: missing.*CALCOM_TEAM_ID: missing/],
    ['production without a source', { NODE_ENV: 'production' }, /NODE_ENV: in production a source is expected/],
    [
      'production with a mistyped setting',
      { NODE_ENV: 'production', SALESHANDY_API_KY: 'k-canary' },
      /SALESHANDY_API_KY: there is no such setting; SALESHANDY_API_KEY may be meant/,
    ],
    ['a host for everybody', { HOST: '0.0.0.0' }, /HOST: expected a loopback address/],
    ['a host for everybody in IPv6', { HOST: '::' }, /HOST: expected a loopback address/],
    ['a name of a host', { HOST: 'localhost.example.com' }, /HOST: expected a loopback address/],
    ['a host that only looks like loopback', { HOST: '127.0.0.999' }, /HOST: expected a loopback address/],
  ])('because of %s names the setting and what is expected', async (_, settings, expected) => {
    const line = await refusalOf(settings as Record<string, string>);
    expect(line).toMatch(expected);
    expect(line).not.toContain('k-canary');
  });

  it('for several reasons reports them all at once', async () => {
    const line = await refusalOf({
      REQUEST_DEADLINE_MS: 'soon',
      HOST: '10.0.0.1',
      TEAMGRAPH_SANDBOX: 'maybe',
      ALO_API_KEY: 'k',
      CALCOM_ORG_ID: 'x',
    });
    for (const name of [
      'REQUEST_DEADLINE_MS',
      'HOST',
      'TEAMGRAPH_SANDBOX',
      'ALO_API_URL',
      'CALCOM_ORG_ID',
      'CALCOM_API_KEY',
    ]) {
      expect(line).toContain(name);
    }
  });
});

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', { timeout: 15_000 }, (signal) => {
  async function expectGone(main: Main, url: string): Promise<void> {
    main.child.kill(signal);
    expect(await main.exited).toEqual([0, null]);
    expect(await isListening(Number(new URL(url).port))).toBe(false);
    expect(main.output.stderr).toBe('');
  }

  it('ends the process with 0, and its port is closed', async () => {
    const main = start();
    await expectGone(main, await main.ready());
  });

  it('ends it with 0 while clients keep connections', async () => {
    const main = start();
    const url = await main.ready();
    await Promise.all(Array.from({ length: 5 }, () => ask(url, '{ periods { nodes { id } } }')));
    await expectGone(main, url);
  });

  it('ends it with 0 while a client is connected and sends nothing', async () => {
    const main = start();
    const url = await main.ready();
    const silent = connect(Number(new URL(url).port), '127.0.0.1');
    await once(silent, 'connect');
    await expectGone(main, url);
    silent.destroy();
  });

  it('ends it with 0 while a client never ends its request', async () => {
    const main = start();
    const url = await main.ready();
    const slow = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
    await once(slow, 'connect');
    slow.write(`${postHead('content-type: application/json', 'content-length: 100')}\r\n{`);
    await expectGone(main, url);
    slow.destroy();
  });

  it('waits for a request in progress', async () => {
    const sandbox = await startSandbox();
    running.push({ end: sandbox.close });
    const main = start({ ...sandbox.settings, TEAMGRAPH_SANDBOX: 'off' });
    const url = await main.ready();
    sandbox.alo.inject({ match: '/periods', delayMs: 1000, times: 1 });
    const asking = ask(url, '{ periods { nodes { id } } }');
    await expect.poll(() => sandbox.alo.calls.length).toBe(1);
    main.child.kill(signal);
    expect((await asking).errors).toBeUndefined();
    expect(await main.exited).toEqual([0, null]);
  });
});

describe('during a request', { timeout: 20_000 }, () => {
  const QUERY = '{ periods { nodes { id } } }';

  /** A server that takes a second for the query, and a client that keeps its connection. */
  async function begin() {
    const sandbox = await startSandbox();
    const main = start({ ...sandbox.settings, TEAMGRAPH_SANDBOX: 'off' });
    const agent = new Agent({ keepAlive: true });
    running.push({ end: sandbox.close }, { end: async () => agent.destroy() });
    const url = await main.ready();
    sandbox.alo.inject({ match: '/periods', delayMs: 1000, times: 1 });
    const answer = post(url, agent);
    await expect.poll(() => sandbox.alo.calls.length).toBe(1);
    return { main, url, answer };
  }

  const post = (url: string, agent: Agent) =>
    new Promise<{ connection: string | undefined; text: string }>((resolve, reject) => {
      const asking = httpRequest(url, { agent, method: 'POST', headers: { 'content-type': 'application/json' } });
      asking.on('error', reject);
      asking.on('response', async (response) => {
        const text = Buffer.concat(await response.toArray()).toString();
        resolve({ connection: response.headers.connection, text });
      });
      asking.end(JSON.stringify({ query: QUERY }));
    });

  it.each([
    ['SIGTERM', 'SIGTERM', 'SIGTERM'],
    ['SIGINT', 'SIGINT'],
    ['SIGTERM', 'SIGINT'],
    ['SIGHUP', 'SIGTERM', 'SIGHUP'],
  ] as const)('%s, %s ... end it once and lose nothing', async (...signals) => {
    const { main, answer } = await begin();
    for (const signal of signals) {
      main.child.kill(signal);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { text, connection } = await answer;
    expect(JSON.parse(text).errors).toBeUndefined();
    // So that the server does not wait for the client to close its connection.
    expect(connection).toBe('close');
    expect(await main.exited).toEqual([0, null]);
    expect(main.output.stderr).toBe('');
    expect(main.output.stdout.match(/"event":"draining"/g)).toHaveLength(1);
  });

  it('SIGHUP changes nothing', async () => {
    const { main, url, answer } = await begin();
    main.child.kill('SIGHUP');
    expect(JSON.parse((await answer).text).errors).toBeUndefined();
    expect((await ask(url, QUERY)).errors).toBeUndefined();
    expect((await fetch(new URL('/readyz', url))).status).toBe(200);
    expect(main.output.stdout).not.toContain('draining');
  });
});

describe('SIGTERM', { timeout: 60_000 }, () => {
  it('during the start ends it with 0 and without output', async () => {
    const port = await freePort();
    const main = start({ PORT: String(port), SANDBOX_SIZE: 'large' });
    await expect.poll(() => isListening(port), { interval: 5, timeout: 20_000 }).toBe(true);
    main.child.kill('SIGTERM');
    expect(await main.exited).toEqual([0, null]);
    expect(main.output.stderr).toBe('');
  });

  it.each([
    ['the process group of npm start', -1],
    ['npm start alone, which passes it on', 1],
  ])('to %s ends it once', async (_, sign) => {
    const cwd = fileURLToPath(new URL('..', import.meta.url));
    const child = spawn('npm', ['start'], {
      cwd,
      detached: true,
      env: { ...process.env, NODE_ENV: 'test', PORT: '0', TEAMGRAPH_SANDBOX: 'on' },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    const exited = once(child, 'close');
    await expect.poll(() => stdout, { timeout: 50_000 }).toContain('teamgraph is ready');
    process.kill(sign * Number(child.pid), 'SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(stdout.match(/"event":"draining"/g)).toHaveLength(1);
    expect(stderr).toBe('');
  });
});

describe('an .env file in the working directory', () => {
  function folderWith(text: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'teamgraph-env-'));
    running.push({ end: async () => rmSync(folder, { recursive: true }) });
    writeFileSync(join(folder, '.env'), text);
    return folder;
  }

  it('is read', async () => {
    const folder = folderWith('# mine\nALO_API_URL="http://127.0.0.1:1"\nexport ALO_API_KEY=k-canary\nCACHE=off\n');
    const { output, ready } = start({}, folder);
    await ready();
    expect(output.stdout).toMatch(/\(data: alo\)/);
    expect(output.stdout).not.toContain('canary');
  });

  it('does not override the environment', async () => {
    const { output, ready } = start({ TEAMGRAPH_SANDBOX: 'off' }, folderWith('TEAMGRAPH_SANDBOX=on\n'));
    await ready();
    expect(output.stdout).toContain('no source is configured');
  });

  it('with an invalid setting fails the start as the environment would', async () => {
    const { output, exited } = start({}, folderWith('CACHE=maybe\n'));
    expect(await exited).toEqual([1, null]);
    expect(output.stderr).toBe('teamgraph cannot start: CACHE: expected one of on, off\n');
  });

  it('that cannot be read fails the start', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'teamgraph-env-'));
    mkdirSync(join(folder, '.env'));
    running.push({ end: async () => rmSync(folder, { recursive: true }) });
    const { output, exited } = start({}, folder);
    expect(await exited).toEqual([1, null]);
    expect(output.stderr).toMatch(/^teamgraph cannot start: \.env: the file cannot be read \(\w+\)\n$/);
  });
});
