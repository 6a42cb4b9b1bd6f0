import { describe, expect, it } from 'vitest';
import { type Environment, readConfig, unknownSettings } from '../../src/config/config.ts';

const CALCOM = { CALCOM_API_KEY: 'cal_1', CALCOM_ORG_ID: '1', CALCOM_TEAM_ID: '2' };

const [HASH, OTHER_HASH, THIRD_HASH] = ['0a', '1b', '2c'].map((two) => two.repeat(32)) as [string, string, string];
const JWKS = {
  AUTH_JWKS_URL: 'https://issuer.example/keys',
  AUTH_ISSUER: 'https://issuer.example/',
  AUTH_AUDIENCE: 'teamgraph',
};
const ENTRY = 'expected name:sha256-in-hex, and perhaps :attendees+performance or :none';
const SCOPED = 'expected as scopes, after the hash, attendees or performance, or both with + between; or none';
const PLAIN =
  'expected https: plain http only to this machine, or to a name without dots or in .internal, .svc or .local';
const ORIGIN = 'expected origins such as https://app.example.com';
const WILDCARD = `${ORIGIN}; a * stands for the first label of a domain, as in https://*.preview.example.com`;

describe('the settings', () => {
  it('serve the sandbox on loopback by default', () => {
    expect(readConfig({})).toEqual({
      host: '127.0.0.1',
      port: 4000,
      sandbox: true,
      sources: {},
      requestDeadlineMs: 8000,
      isCaching: true,
      processes: 1,
      callerLimits: { requestsPerMinute: Number.POSITIVE_INFINITY, callsPerMinute: Number.POSITIVE_INFINITY },
      callsPerQuery: Number.POSITIVE_INFINITY,
      corsOrigins: [],
      trustedDocuments: { files: [], only: false },
      logLevel: 'info',
      graphiql: true,
      introspection: true,
    });
  });

  it('configure a source, which turns the sandbox off', () => {
    expect(readConfig(CALCOM)).toMatchObject({
      sandbox: false,
      sources: {
        calcom: {
          apiUrl: 'https://api.cal.com',
          apiKey: 'cal_1',
          orgId: '1',
          teamId: '2',
          webUrl: 'https://app.cal.com',
          limits: { perMinute: 110, perSecond: 10 },
        },
      },
    });
    expect(readConfig({ SALESHANDY_API_KEY: 'k' }).sources).toEqual({
      saleshandy: { apiUrl: 'https://open-api.saleshandy.com', apiKey: 'k', limits: { perMinute: 60, perSecond: 10 } },
    });
    expect(readConfig({ ALO_API_URL: 'http://127.0.0.1:1/v1/', ALO_API_KEY: 'k' }).sources).toEqual({
      alo: { apiUrl: 'http://127.0.0.1:1/v1', apiKey: 'k', limits: { perMinute: 60, perSecond: 10 } },
    });
  });

  it('turn the sandbox on or off', () => {
    expect(readConfig({ TEAMGRAPH_SANDBOX: 'off' }).sandbox).toBe(false);
    expect(readConfig({ ...CALCOM, TEAMGRAPH_SANDBOX: 'on' }).sandbox).toBe(true);
  });

  it('set the rate limits of each source, or none', () => {
    const limited = { SALESHANDY_API_KEY: 'k', SALESHANDY_PER_MINUTE: 'unlimited', SALESHANDY_PER_SECOND: '3' };
    expect(readConfig(limited).sources.saleshandy?.limits).toEqual({
      perMinute: Number.POSITIVE_INFINITY,
      perSecond: 3,
    });
  });

  it('assume two processes with a Redis, unless PROCESSES says otherwise', () => {
    const REDIS_URL = 'redis://127.0.0.1:6379';
    const counts = [{}, { REDIS_URL }, { REDIS_URL, PROCESSES: '1' }, { REDIS_URL, PROCESSES: '3' }];
    expect(counts.map((env) => readConfig(env).processes)).toEqual([1, 2, 1, 3]);
  });

  it('set whether and where answers are cached', () => {
    expect(readConfig({ CACHE: 'off', REDIS_URL: 'redis://127.0.0.1:6379/2', PROCESSES: '4' })).toMatchObject({
      isCaching: false,
      redisUrl: 'redis://127.0.0.1:6379/2',
      processes: 4,
    });
  });

  it('hide GraphiQL and the schema in production by default', () => {
    expect(readConfig({ ...CALCOM, NODE_ENV: 'production' })).toMatchObject({ graphiql: false, introspection: false });
    expect(readConfig({ ...CALCOM, NODE_ENV: 'production', GRAPHIQL: 'on', INTROSPECTION: 'on' })).toMatchObject({
      graphiql: true,
      introspection: true,
    });
  });

  it('treat an empty value as missing', () => {
    expect(readConfig({ CALCOM_API_KEY: '', PORT: '', HOST: '', TEAMGRAPH_SANDBOX: '' })).toEqual(readConfig({}));
    const ofCallers = ['AUTH_TOKENS', 'AUTH_JWKS_URL', 'AUTH_ISSUER', 'AUTH_AUDIENCE', 'CORS_ORIGINS', 'LOG_LEVEL'];
    const ofOthers = ['CALLER_REQUESTS_PER_MINUTE', 'TRUSTED_DOCUMENTS', 'TRUSTED_DOCUMENTS_ONLY'];
    const empty = Object.fromEntries([...ofCallers, ...ofOthers].map((name) => [name, '']));
    expect(readConfig(empty)).toEqual(readConfig({}));
  });

  it('hold the names, hashes and scopes of static tokens', () => {
    const entries = [
      `phone:${HASH}:attendees`,
      ` wall.screen-2:${OTHER_HASH.toUpperCase()} `,
      `bare:${THIRD_HASH}:none`,
    ];
    expect(readConfig({ AUTH_TOKENS: entries.join(',') }).auth).toEqual({
      tokens: [
        { name: 'phone', sha256: HASH, scopes: new Set(['attendees']) },
        { name: 'wall.screen-2', sha256: OTHER_HASH, scopes: new Set(['attendees', 'performance']) },
        { name: 'bare', sha256: THIRD_HASH, scopes: new Set() },
      ],
    });
    const [both] = readConfig({ AUTH_TOKENS: `a:${HASH}:performance+attendees` }).auth?.tokens ?? [];
    expect(both?.scopes).toEqual(new Set(['attendees', 'performance']));
  });

  it('configure JSON Web Tokens', () => {
    const jwks = { url: 'https://issuer.example/keys/', issuer: 'https://issuer.example/', audience: 'teamgraph' };
    expect(readConfig({ ...JWKS, AUTH_JWKS_URL: jwks.url }).auth).toEqual({ tokens: [], jwks });
    expect(readConfig({ ...JWKS, AUTH_TOKENS: `a:${HASH}` }).auth).toMatchObject({ tokens: [{ name: 'a' }], jwks: {} });
  });

  it.each([
    'http://127.0.0.1:8080/keys',
    'http://localhost/keys',
    'http://keys.localhost/keys',
    'http://[::1]:8080/keys',
    'http://keycloak:8080/keys',
    'http://keycloak.auth.svc/keys',
    'http://keycloak.auth.svc.cluster.local/keys',
    'http://issuer.internal/keys',
  ])('allow plain http for keys on this machine or network: %s', (AUTH_JWKS_URL) => {
    expect(readConfig({ ...JWKS, AUTH_JWKS_URL }).auth?.jwks?.url).toBe(AUTH_JWKS_URL);
  });

  it.each([{ AUTH_TOKENS: `a:${HASH}` }, JWKS])('allow a host other than loopback with authentication: %j', (auth) => {
    expect(readConfig({ ...CALCOM, HOST: '0.0.0.0', ...auth })).toMatchObject({ host: '0.0.0.0', auth: {} });
  });

  it('limit authenticated callers by default, and others only if set', () => {
    const known = { AUTH_TOKENS: `a:${HASH}` };
    const unlimited = Number.POSITIVE_INFINITY;
    expect(readConfig(known).callerLimits).toEqual({ requestsPerMinute: 60_000, callsPerMinute: unlimited });
    const limits = { CALLER_REQUESTS_PER_MINUTE: '30', CALLER_CALLS_PER_MINUTE: '20' };
    expect(readConfig(limits).callerLimits).toEqual({ requestsPerMinute: 30, callsPerMinute: 20 });
    const none = { ...known, CALLER_REQUESTS_PER_MINUTE: 'unlimited', CALLER_CALLS_PER_MINUTE: 'unlimited' };
    expect(readConfig(none).callerLimits).toEqual({ requestsPerMinute: unlimited, callsPerMinute: unlimited });
  });

  it('limit the calls of a query only if set', () => {
    expect(readConfig({ CALLER_CALLS_PER_QUERY: '12' }).callsPerQuery).toBe(12);
    expect(readConfig({ CALLER_CALLS_PER_QUERY: 'unlimited' }).callsPerQuery).toBe(Number.POSITIVE_INFINITY);
  });

  it('list the origins of CORS and the manifests of trusted documents', () => {
    const config = readConfig({
      CORS_ORIGINS: 'https://app.example.com, http://localhost:5173,',
      TRUSTED_DOCUMENTS: 'phone.json, screen.json',
      TRUSTED_DOCUMENTS_ONLY: 'on',
    });
    expect(config.corsOrigins).toEqual(['https://app.example.com', 'http://localhost:5173']);
    expect(config.trustedDocuments).toEqual({ files: ['phone.json', 'screen.json'], only: true });
  });

  it.each([
    'https://*.preview.example.com',
    'https://*.example.com:8443',
    'http://*.localhost:5173',
    'http://[::1]:5173',
    'capacitor://localhost',
    'ionic://localhost',
    'app://bundle',
    'app://-',
    'my-app://main.window:3',
  ])('take %s as an origin', (origin) => {
    expect(readConfig({ CORS_ORIGINS: `https://a.example,${origin}` }).corsOrigins).toEqual([
      'https://a.example',
      origin,
    ]);
  });

  it.each([
    'https://*',
    'https://*.com',
    'https://*.*.example.com',
    'https://app.*.example.com',
    'https://pr-*.example.com',
    'https://**.example.com',
    'https://*.example.com/path',
    'https://me@*.example.com',
    '*.example.com',
    'app://*',
    'capacitor://*.example.com',
  ])('do not take %s as an origin', (origin) => {
    expect(() => readConfig({ CORS_ORIGINS: origin })).toThrow(new Error(`CORS_ORIGINS: value 1: ${WILDCARD}`));
  });

  it.each([
    'https://*.Example.com',
    'https://*.example.com:443',
    'https://*.168.0.1',
    'capacitor://',
    'Capacitor://localhost',
    'capacitor://localhost/path',
    'capacitor:localhost',
    'file://localhost',
    'file://',
    'ftp://files.example.com',
    'wss://app.example.com',
    'htps://app.example.com',
    'javascript://x',
  ])('do not take %s as an origin, either', (origin) => {
    expect(() => readConfig({ CORS_ORIGINS: origin })).toThrow(new Error(`CORS_ORIGINS: value 1: ${ORIGIN}`));
  });

  it('set the log level and the collector of traces', () => {
    const told = { LOG_LEVEL: 'silent', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318/' };
    expect(readConfig(told)).toMatchObject({ logLevel: 'silent', otlpEndpoint: 'http://127.0.0.1:4318' });
  });

  const NO_SOURCE =
    'and none is configured: set those of a source, such as CALCOM_API_KEY, or TEAMGRAPH_SANDBOX=on for invented data';
  const TOKENS = { AUTH_TOKENS: `a:${HASH}` };

  it.each([
    { NODE_ENV: 'production' },
    { NODE_ENV: 'production', TEAMGRAPH_SANDBOX: 'auto' },
    { NODE_ENV: 'production', TEAMGRAPH_SANDBOX: 'off' },
    { NODE_ENV: 'production', CALCOM_API_KEY: '' },
    { NODE_ENV: 'production', HOST: '0.0.0.0', ...TOKENS },
    { NODE_ENV: 'production', CALCOM_PER_MINUTE: '60' },
    { NODE_ENV: 'Production' },
    { NODE_ENV: ' production ' },
  ])('require a source or TEAMGRAPH_SANDBOX in production: %j', (env) => {
    expect(() => readConfig(env)).toThrow(`NODE_ENV: in production a source is expected, ${NO_SOURCE}`);
    expect(readConfig({ ...env, TEAMGRAPH_SANDBOX: 'on' }).sandbox).toBe(true);
    expect(readConfig({ ...env, ...CALCOM }).sandbox).toBe(false);
  });

  it('require a source or TEAMGRAPH_SANDBOX on a host other than loopback', () => {
    const others = { ...TOKENS, HOST: '0.0.0.0' };
    expect(() => readConfig(others)).toThrow(`HOST: on a host other than loopback a source is expected, ${NO_SOURCE}`);
    expect(readConfig({ ...others, TEAMGRAPH_SANDBOX: 'on' }).sandbox).toBe(true);
    expect(readConfig({ ...others, TEAMGRAPH_SANDBOX: 'off' }).sandbox).toBe(false);
    expect(readConfig({ ...others, HOST: '127.0.0.2' }).sandbox).toBe(true);
  });

  it.each([
    ['CALCOM_API_KEYY', 'CALCOM_API_KEY'],
    ['CALCOM_APIKEY', 'CALCOM_API_KEY'],
    ['CALCOM_API_KYE', 'CALCOM_API_KEY'],
    ['calcom_api_key', 'CALCOM_API_KEY'],
    ['CALCOM_TEAMID', 'CALCOM_TEAM_ID'],
    ['ALO_APIURL', 'ALO_API_URL'],
    ['TEAMGRAPH_SANDBX', 'TEAMGRAPH_SANDBOX'],
    ['AUTH_TOKEN', 'AUTH_TOKENS'],
    ['AUTH_JWK_URL', 'AUTH_JWKS_URL'],
    ['TRUSTED_DOCUMENT_ONLY', 'TRUSTED_DOCUMENTS_ONLY'],
    ['CALLER_REQUEST_PER_MINUTE', 'CALLER_REQUESTS_PER_MINUTE'],
  ])('reject the misspelled %s and suggest %s', (name, meant) => {
    expect(() => readConfig({ [name]: 'secret-canary' })).toThrow(
      new Error(`${name}: there is no such setting; ${meant} may be meant`),
    );
    expect(readConfig({ [name]: '' })).toEqual(readConfig({}));
  });

  it.each(['SALESHANDY_KEY', 'SALESHANDY_API_TOKEN', 'CALCOM_FOO'])('report %s as unknown', (name) => {
    expect(unknownSettings({ [name]: 'x' })).toEqual([name]);
    expect(unknownSettings({ [name]: '' })).toEqual([]);
    expect(readConfig({ [name]: 'x' })).toEqual(readConfig({}));
  });

  it('ignore the variables of other programs and of orchestrators', () => {
    const ofPrograms = ['PATH', 'AUTH_SECRET', 'AUTH_URL', 'SANDBOX_SEED', 'ALONE'];
    const ofServices = ['CALCOM_SERVICE_HOST', 'CALCOM_PORT', 'ALO_PORT_443_TCP_ADDR'];
    const env = Object.fromEntries([...ofPrograms, ...ofServices].map((name) => [name, 'x']));
    expect(unknownSettings(env)).toEqual([]);
    expect(readConfig(env)).toEqual(readConfig({}));
  });

  it.each([
    [{ PORT: '70000' }, 'PORT: expected a whole number from 0 to 65535'],
    [{ PORT: '4e3' }, 'PORT: expected a whole number from 0 to 65535'],
    [{ REQUEST_DEADLINE_MS: '0' }, 'REQUEST_DEADLINE_MS: expected a whole number from 1 to 600000'],
    [{ CALCOM_PER_MINUTE: '0' }, 'CALCOM_PER_MINUTE: expected a whole number from 1 to 999999, or unlimited'],
    [{ ALO_PER_SECOND: '1.5' }, 'ALO_PER_SECOND: expected a whole number from 1 to 999999, or unlimited'],
    [{ CACHE: 'maybe' }, 'CACHE: expected one of on, off'],
    [{ REDIS_URL: 'localhost:6379' }, 'REDIS_URL: expected a redis:// or rediss:// URL'],
    [{ PROCESSES: '0' }, 'PROCESSES: expected a whole number from 1 to 1000'],
    [{ TEAMGRAPH_SANDBOX: 'yes' }, 'TEAMGRAPH_SANDBOX: expected one of auto, on, off'],
    ...['yesterday', 'NOW', '2026-03-18', '2026-03-18T12:00:00', '2026-02-29T12:00:00Z'].map(
      (SANDBOX_NOW): [Environment, RegExp] => [
        { SANDBOX_NOW },
        /^SANDBOX_NOW: expected now, or an ISO 8601 instant with /,
      ],
    ),
    [
      { HOST: '0.0.0.0' },
      'HOST: expected a loopback address (127.0.0.1, ::1, localhost), or authentication by AUTH_TOKENS or AUTH_JWKS_URL; npm run token makes a token and its line for AUTH_TOKENS',
    ],
    [{ ALO_API_URL: 'alo', ALO_API_KEY: 'k' }, 'ALO_API_URL: expected an http(s) URL'],
    [
      { ALO_API_URL: 'https://a.example/v1?x=1', ALO_API_KEY: 'k' },
      'ALO_API_URL: expected a URL without query and fragment, such as https://api.example.com',
    ],
    [
      { ...CALCOM, CALCOM_API_URL: 'https://api.cal.com#x' },
      'CALCOM_API_URL: expected a URL without query and fragment, such as https://api.example.com',
    ],
    [
      { SALESHANDY_API_URL: 'https://u:p@s.example', SALESHANDY_API_KEY: 'k' },
      'SALESHANDY_API_URL: expected a URL without user name and password: the key has a setting of its own',
    ],
    [
      { CALCOM_WEB_URL: 'https://u@cal.com' },
      'CALCOM_WEB_URL: expected a URL without user name and password: the key has a setting of its own',
    ],
    [{ ALO_API_KEY: 'k' }, 'ALO_API_URL: missing, but expected because ALO_API_KEY is set'],
    [{ ALO_API_URL: 'http://a.example' }, 'ALO_API_KEY: missing, but expected because ALO_API_URL is set'],
    [
      { SALESHANDY_API_URL: 'http://s.example' },
      'SALESHANDY_API_KEY: missing, but expected because SALESHANDY_API_URL is set',
    ],
    [{ HOST: '127.0.0.1.example.com' }, /^HOST: expected a loopback address/],
    [{ HOST: '10.0.0.1', AUTH_TOKENS: '' }, /^HOST: expected a loopback address/],
    [{ AUTH_TOKENS: 'phone' }, `AUTH_TOKENS: value 1: ${ENTRY}`],
    [{ AUTH_TOKENS: `a:${HASH},b:${HASH.slice(1)}` }, `AUTH_TOKENS: value 2: ${ENTRY}`],
    [{ AUTH_TOKENS: `a b:${HASH}` }, `AUTH_TOKENS: value 1: ${ENTRY}`],
    [{ AUTH_TOKENS: `a:${HASH}:` }, `AUTH_TOKENS: value 1: ${SCOPED}`],
    [{ AUTH_TOKENS: `a:${HASH}:everything` }, `AUTH_TOKENS: value 1: ${SCOPED}`],
    [{ AUTH_TOKENS: `a:${HASH}:attendees+none` }, `AUTH_TOKENS: value 1: ${SCOPED}`],
    [{ AUTH_TOKENS: `a:${HASH}:attendees:performance` }, `AUTH_TOKENS: value 1: ${SCOPED}`],
    [{ AUTH_TOKENS: ' , ' }, 'AUTH_TOKENS: expected at least one value'],
    [
      { AUTH_TOKENS: `b:${THIRD_HASH},a:${HASH},a:${OTHER_HASH}` },
      'AUTH_TOKENS: expected a name of its own for each token, unlike value 2 (a) and value 3 (a)',
    ],
    [
      { AUTH_TOKENS: `a:${HASH},b:${HASH.toUpperCase()}` },
      'AUTH_TOKENS: expected a token of its own for each name, unlike value 1 (a) and value 2 (b)',
    ],
    [{ ...JWKS, AUTH_JWKS_URL: 'file:///keys' }, 'AUTH_JWKS_URL: expected an http(s) URL'],
    [
      { AUTH_JWKS_URL: JWKS.AUTH_JWKS_URL },
      'AUTH_ISSUER: missing, but expected because AUTH_JWKS_URL is set; AUTH_AUDIENCE: missing, but expected because AUTH_JWKS_URL is set',
    ],
    [
      { ...JWKS, AUTH_JWKS_URL: undefined },
      /^AUTH_JWKS_URL: missing, but expected because AUTH_ISSUER, AUTH_AUDIENCE /,
    ],
    [{ CALLER_REQUESTS_PER_MINUTE: '0' }, /^CALLER_REQUESTS_PER_MINUTE: expected a whole number from 1 to 999999, or/],
    [{ CALLER_CALLS_PER_MINUTE: '-1' }, /^CALLER_CALLS_PER_MINUTE: expected a whole number from 1 to 999999, or/],
    ...['0', '1.5', 'none', '-1'].map((CALLER_CALLS_PER_QUERY): [Environment, RegExp] => [
      { CALLER_CALLS_PER_QUERY },
      /^CALLER_CALLS_PER_QUERY: expected a whole number from 1 to 999999, or unlimited$/,
    ]),
    [{ ...JWKS, AUTH_JWKS_URL: 'http://issuer.example/keys' }, `AUTH_JWKS_URL: ${PLAIN}`],
    [{ ...JWKS, AUTH_JWKS_URL: 'http://localhost.example/keys' }, `AUTH_JWKS_URL: ${PLAIN}`],
    [{ ...JWKS, AUTH_JWKS_URL: 'http://10.0.0.1/keys' }, `AUTH_JWKS_URL: ${PLAIN}`],
    [{ ...JWKS, AUTH_JWKS_URL: 'http://[2001:db8::1]/keys' }, `AUTH_JWKS_URL: ${PLAIN}`],
    [{ ...JWKS, AUTH_JWKS_URL: 'http://134744072/keys' }, `AUTH_JWKS_URL: ${PLAIN}`],
    [{ ...JWKS, AUTH_JWKS_URL: 'https://key@issuer.example/' }, /^AUTH_JWKS_URL: expected a URL without user name and/],
    [{ CORS_ORIGINS: '*' }, `CORS_ORIGINS: value 1: ${WILDCARD}`],
    [
      { CORS_ORIGINS: 'https://*.example.com/,capacitor://localhost/,https://*' },
      `CORS_ORIGINS: value 1: ${ORIGIN}, without the slash at the end; CORS_ORIGINS: value 2: ${ORIGIN}, without the slash at the end; CORS_ORIGINS: value 3: ${WILDCARD}`,
    ],
    [
      { CORS_ORIGINS: 'https://a.example,https://b.example/' },
      `CORS_ORIGINS: value 2: ${ORIGIN}, without the slash at the end`,
    ],
    [{ CORS_ORIGINS: 'https://b.example/path/' }, `CORS_ORIGINS: value 1: ${ORIGIN}`],
    [{ CORS_ORIGINS: 'null' }, `CORS_ORIGINS: value 1: ${ORIGIN}`],
    [{ CORS_ORIGINS: 'app.example.com' }, `CORS_ORIGINS: value 1: ${ORIGIN}`],
    [{ TRUSTED_DOCUMENTS_ONLY: 'yes' }, 'TRUSTED_DOCUMENTS_ONLY: expected one of on, off'],
    [{ TRUSTED_DOCUMENTS_ONLY: 'on' }, 'TRUSTED_DOCUMENTS: missing, but expected because TRUSTED_DOCUMENTS_ONLY is on'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL: expected one of trace, debug, info, warn, error, fatal, silent'],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/v1/traces/' },
      'OTEL_EXPORTER_OTLP_ENDPOINT: expected the base alone, such as http://collector:4318: /v1/traces is added',
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://me:canary@collector.example' },
      'OTEL_EXPORTER_OTLP_ENDPOINT: expected a URL without user name and password: those go into OTEL_EXPORTER_OTLP_HEADERS',
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/?key=canary' },
      'OTEL_EXPORTER_OTLP_ENDPOINT: expected a URL that ends before ? and #, such as http://collector:4318',
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT: expected an http(s) URL'],
    [{ ...CALCOM, CALCOM_TEAM_ID: '../1' }, 'CALCOM_TEAM_ID: expected a number as Cal.com gives it, such as 1024'],
    [{ ...CALCOM, CALCOM_API_KEY: 'a\nb' }, 'CALCOM_API_KEY: expected visible ASCII characters without spaces'],
  ])('reject %j with the name and what is expected', (env: Environment, message: string | RegExp) => {
    expect(() => readConfig(env)).toThrow(typeof message === 'string' ? new Error(message) : message);
  });

  it('are reported all at once, without keys', () => {
    const refused = () =>
      readConfig({ PORT: 'x', SANDBOX_NOW: 'x', CALCOM_API_KEY: 'cal_secret', ALO_API_KEY: 'very secret' });
    expect(refused).toThrow(
      /^PORT: .*; ALO_API_KEY: .*; SANDBOX_NOW: .*; CALCOM_ORG_ID: .*; CALCOM_TEAM_ID: .*; ALO_API_URL: /,
    );
    expect(refused).not.toThrow(/secret/);
  });

  it('are reported without a token that was set in place of its hash', () => {
    const token = 'tg_kq3Jx0cYtA1wq9Zb7uF2dN5sR8vL4mH6pE0gT3yX1oI';
    for (const AUTH_TOKENS of [token, `phone:${token}`, `${token}:${HASH}:x`, `phone:${HASH}:${token}`]) {
      expect(() => readConfig({ AUTH_TOKENS })).not.toThrow(/tg_/);
      expect(() => readConfig({ AUTH_TOKENS })).toThrow(/^AUTH_TOKENS: value 1: expected/);
    }
    const twice = () => readConfig({ AUTH_TOKENS: `${token}:${HASH},${token}:${OTHER_HASH}` });
    expect(twice).toThrow('AUTH_TOKENS: expected a name of its own for each token, unlike value 1 and value 2');
    expect(twice).not.toThrow(/tg_/);
  });
});
