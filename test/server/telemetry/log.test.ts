import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { LogLevel } from '../../../src/config/config.ts';
import { requestIdOf } from '../../../src/server/telemetry/labels.ts';
import { createLog, type RequestLine } from '../../../src/server/telemetry/log.ts';
import { eventOf, startTelemetryServer, type TelemetryServer } from '../../support/telemetry.ts';

const CANARY = 'cal_live_canary_5f1c';
const EMAIL = 'canary.person@private.example';

const LINE: RequestLine = {
  requestId: 'r-1',
  caller: 'token:phone-app',
  method: 'POST',
  path: 'graphql',
  kind: 'query',
  operation: 'OneUser',
  status: 200,
  ms: 12.4,
  calls: 3,
  codes: ['SOURCE_TIMEOUT'],
};

function open(level: LogLevel = 'debug') {
  const lines: string[] = [];
  return { log: createLog({ level, write: (line) => lines.push(line) }), lines };
}

describe('many logs of one process', () => {
  it('leave no listeners on the one standard output', () => {
    const listeners = (): number[] => ['drain', 'error'].map((event) => process.stdout.listenerCount(event));
    createLog({ level: 'silent' });
    const before = listeners();
    for (let count = 0; count < 20; count++) createLog({ level: 'silent' });
    expect(listeners()).toEqual(before);
  });
});

describe('a line', () => {
  it('is JSON with the name of the level, the time in ISO 8601, and nothing about the machine', () => {
    const { log, lines } = open();
    log.request(LINE);
    expect(lines[0]).toMatch(
      /^\{"level":"info","time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","event":"request",.*\}\n$/,
    );
    expect(lines.map(eventOf)).toEqual([{ level: 'info', event: 'request', ...LINE, ms: 12 }]);
  });

  it('has the listed fields and no others', () => {
    const { log, lines } = open();
    const more = { authorization: CANARY, body: { email: EMAIL }, url: `/?key=${CANARY}` };
    log.request({ ...LINE, ...more });
    log.call({ source: 'ALO', endpoint: 'periods', attempt: 1, ms: 3, status: 200, ...more });
    expect(lines.map((line) => Object.keys(eventOf(line)))).toEqual([
      ['level', 'event', ...Object.keys(LINE)],
      ['level', 'event', 'source', 'endpoint', 'attempt', 'ms', 'status'],
    ]);
    expect(lines.join()).not.toMatch(/canary/);
  });

  it.each([
    [`of ${EMAIL}`, '(other)'],
    [CANARY.repeat(4), '(other)'],
    ['Benutzerübersicht', '(other)'],
    ['_Fine9', '_Fine9'],
  ])('shows the operation name %s as %s', (operation, shown) => {
    const { log, lines } = open();
    log.request({ ...LINE, operation });
    expect(eventOf(lines[0] ?? '').operation).toBe(shown);
  });

  it.each([
    [EMAIL, '(other)'],
    ['a'.repeat(81), '(other)'],
    ['address:::1', 'address:::1'],
    [undefined, undefined],
  ])('shows the caller %s as %s', (caller, shown) => {
    const { log, lines } = open();
    log.request({ ...LINE, caller });
    expect(eventOf(lines[0] ?? '').caller).toBe(shown);
  });
});

describe('a level', () => {
  const logAll = (level: LogLevel): unknown[] => {
    const { log, lines } = open(level);
    log.draining();
    log.request(LINE);
    log.request({ ...LINE, path: 'health' });
    log.request({ ...LINE, path: 'metrics' });
    log.request({ ...LINE, path: 'page' });
    log.call({ source: 'ALO', endpoint: 'periods', attempt: 1, ms: 3 });
    log.warning('a sentence');
    log.internalError(new Error(CANARY), 'r-1');
    return lines.map(eventOf).map(({ level: word, event, path }) => [word, event, path].filter(Boolean).join(' '));
  };

  it('of info has requests, but no calls, no probes and no files of GraphiQL', () => {
    expect(logAll('info')).toEqual(['info draining', 'info request graphql', 'warn warning', 'error internalError']);
  });

  it('of debug has everything', () => {
    expect(logAll('debug')).toEqual([
      'info draining',
      'info request graphql',
      'debug request health',
      'debug request metrics',
      'debug request page',
      'debug call',
      'warn warning',
      'error internalError',
    ]);
  });

  it('of error has internal errors only, and silent nothing', () => {
    expect(logAll('error')).toEqual(['error internalError']);
    expect(logAll('silent')).toEqual([]);
  });
});

describe('an internal error', () => {
  const log = (thrown: unknown): string => {
    const { log: opened, lines } = open();
    opened.internalError(thrown, 'r-1');
    return lines.join();
  };

  it('is logged by its kind and its place, and never by its text', () => {
    const line = log(Object.assign(new TypeError(`no such key ${CANARY} of ${EMAIL}`), { code: 'ECONNRESET' }));
    const { frames, ...rest } = eventOf(line);
    expect(rest).toEqual({
      level: 'error',
      event: 'internalError',
      requestId: 'r-1',
      name: 'TypeError',
      code: 'ECONNRESET',
    });
    expect((frames as string[])[0]).toMatch(/test\/server\/telemetry\/log\.test\.ts:\d+:\d+\)?$/);
    expect(line).not.toMatch(/canary/);
    expect(line).not.toContain(process.cwd());
  });

  const here = `${process.cwd()}/src/main.ts:1:1`;
  it.each([
    ['a text', `thrown ${CANARY}`],
    ['an object', { stack: `    at ${CANARY} (${here})`, message: CANARY, name: CANARY }],
    ['an error with a secret in its name', Object.assign(new Error('x'), { name: CANARY })],
    ['an error with a secret in its code', Object.assign(new Error('x'), { code: CANARY })],
    ['an error with a cause', new Error('x', { cause: new Error(CANARY) })],
    ['an error with more in it', Object.assign(new Error('x'), { response: { body: CANARY } })],
    ['a text that looks like frames', new Error(`x\n    at ${CANARY} (${here})\n    at ${here}/${CANARY}`)],
    ['a forged stack', Object.assign(new Error('x'), { stack: `x\n    at f (/${CANARY}:1:1)\n${CANARY}` })],
    ['an error without a stack', Object.assign(new Error(CANARY), { stack: undefined })],
    ['nothing', undefined],
  ])('(%s) leaks nothing', (_, thrown) => {
    const line = log(thrown);
    expect(line).not.toContain(CANARY);
    expect(eventOf(line)).toMatchObject({ event: 'internalError', requestId: 'r-1', name: expect.any(String) });
  });

  it('leaks nothing, whatever its text is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(log(new Error(`${before}${CANARY}\n    at ${CANARY} (${here})${after}`))).not.toContain(CANARY);
      }),
    );
  });
});

describe('the id of a request', () => {
  it.each(['a', '018f-ae_1.b', 'x'.repeat(64)])('%s is kept', (header) => {
    expect(requestIdOf(header, () => 'new')).toBe(header);
  });

  it.each([undefined, '', 'x'.repeat(65), 'a b', 'a,b', 'a\nb', EMAIL, '{"a":1}', 'ü', '../x'])(
    '%s is replaced by a new one',
    (header) => {
      expect(requestIdOf(header, () => 'new')).toBe('new');
    },
  );
});

describe('a request', () => {
  const running: TelemetryServer[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map(({ close }) => close()));
  });
  const start = async (...args: Parameters<typeof startTelemetryServer>): Promise<TelemetryServer> => {
    const server = await startTelemetryServer(...args);
    running.push(server);
    return server;
  };

  it('is one line, written when it has ended, with the id that the client gets', async () => {
    const { ask, lines, logged } = await start(async (telemetry, _, response) => {
      telemetry.caller('token:phone-app');
      await new Promise((resolve) => setImmediate(resolve));
      telemetry.answered({
        kind: 'query',
        operation: 'OneUser',
        codes: ['SOURCE_TIMEOUT', 'x', 'SOURCE_TIMEOUT'],
        isRejected: false,
      });
      response.end('{}');
    });
    const response = await ask(`/graphql?query=${CANARY}`, {
      'x-request-id': 'mine-1',
      authorization: CANARY,
      [CANARY]: EMAIL,
    });
    expect(response.headers.get('x-request-id')).toBe('mine-1');
    expect(await logged('request')).toEqual({
      level: 'info',
      event: 'request',
      requestId: 'mine-1',
      caller: 'token:phone-app',
      method: 'GET',
      path: 'graphql',
      kind: 'query',
      operation: 'OneUser',
      status: 200,
      ms: expect.any(Number),
      calls: 0,
      codes: ['SOURCE_TIMEOUT', 'OTHER'],
    });
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain('canary');
  });

  it('without a valid token has a reason, and one with a valid token has none', async () => {
    const { ask, logged, lines, counted } = await start((telemetry, { url }, response) => {
      if (url === '/graphql?bad') telemetry.unauthenticated('audience');
      response.end();
    });
    await ask('/graphql?bad');
    expect(await logged('request')).toMatchObject({ level: 'info', path: 'graphql', reason: 'audience' });
    lines.splice(0);
    await ask('/graphql');
    expect(Object.keys(await logged('request'))).not.toContain('reason');
    expect(await counted('teamgraph_auth_failures_total')).toEqual([
      'teamgraph_auth_failures_total{reason="audience"} 1',
    ]);
  });

  it('shares its id with the calls that it causes, and other calls have none', async () => {
    const { ask, logged, lines, telemetry } = await start(async (inner, _, response) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      const call = inner.call({ source: 'ALO', endpoint: 'periods', method: 'GET', attempt: 2 });
      call.ended({ ms: 7.6, status: 500, code: 'SOURCE_UNAVAILABLE' });
      response.end();
    });
    await ask('/graphql');
    expect(await logged('call')).toEqual({
      level: 'debug',
      event: 'call',
      requestId: 'id-1',
      source: 'ALO',
      endpoint: 'periods',
      attempt: 2,
      ms: 8,
      status: 500,
      code: 'SOURCE_UNAVAILABLE',
    });
    expect(await logged('request')).toMatchObject({ requestId: 'id-1', calls: 1 });
    lines.splice(0);
    telemetry.call({ source: 'ALO', endpoint: 'periods', method: 'GET', attempt: 1 }).ended({ ms: 1, status: 200 });
    expect(Object.keys(await logged('call'))).not.toContain('requestId');
  });

  it('whose client leaves has no status', async () => {
    const reached = Promise.withResolvers<void>();
    const { url, logged } = await start(() => reached.resolve());
    const leaving = new AbortController();
    const pending = fetch(`${url}/graphql`, { signal: leaving.signal }).catch(() => {});
    await reached.promise;
    leaving.abort();
    await pending;
    const line = await logged('request');
    expect(line).toEqual({
      level: 'info',
      event: 'request',
      requestId: 'id-1',
      method: 'GET',
      path: 'graphql',
      ms: expect.any(Number),
      calls: 0,
    });
  });

  it('that causes an internal error shares its id', async () => {
    const { ask, logged, telemetry } = await start((inner, _, response) => {
      response.end(inner.internalError(new Error(CANARY)));
    });
    await ask('/graphql', { 'x-request-id': 'mine-1' });
    expect(await logged('internalError')).toMatchObject({ requestId: 'mine-1', name: 'Error' });
    expect(telemetry.internalError(new Error(CANARY))).toMatch(/^id-/);
  });
});
