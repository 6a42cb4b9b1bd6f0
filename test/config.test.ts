import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';

const CALCOM = { CALCOM_API_KEY: 'cal_1', CALCOM_ORG_ID: '1', CALCOM_TEAM_ID: '2' };

describe('the settings', () => {
  it('are those of a first look where nothing is set: the sandbox on loopback', () => {
    expect(readConfig({})).toEqual({
      host: '127.0.0.1',
      port: 4000,
      sandbox: true,
      sources: {},
      requestDeadlineMs: 8000,
      isCaching: true,
      processes: 1,
      graphiql: true,
      introspection: true,
    });
  });

  it('configure a source, after which there is no sandbox', () => {
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

  it('choose the sandbox or its absence by hand', () => {
    expect(readConfig({ TEAMGRAPH_SANDBOX: 'off' }).sandbox).toBe(false);
    expect(readConfig({ ...CALCOM, TEAMGRAPH_SANDBOX: 'on' }).sandbox).toBe(true);
  });

  it('say how fast each source may be asked, also without a limit', () => {
    const paced = { SALESHANDY_API_KEY: 'k', SALESHANDY_PER_MINUTE: 'unlimited', SALESHANDY_PER_SECOND: '3' };
    expect(readConfig(paced).sources.saleshandy?.limits).toEqual({
      perMinute: Number.POSITIVE_INFINITY,
      perSecond: 3,
    });
  });

  it('say whether and where answers are kept', () => {
    expect(readConfig({ CACHE: 'off', REDIS_URL: 'redis://127.0.0.1:6379/2', PROCESSES: '4' })).toMatchObject({
      isCaching: false,
      redisUrl: 'redis://127.0.0.1:6379/2',
      processes: 4,
    });
  });

  it('hide GraphiQL and the schema in production, unless they are asked for', () => {
    expect(readConfig({ NODE_ENV: 'production' })).toMatchObject({ graphiql: false, introspection: false });
    expect(readConfig({ NODE_ENV: 'production', GRAPHIQL: 'on', INTROSPECTION: 'on' })).toMatchObject({
      graphiql: true,
      introspection: true,
    });
  });

  it('take an empty value for one that is not set', () => {
    expect(readConfig({ CALCOM_API_KEY: '', PORT: '', HOST: '', TEAMGRAPH_SANDBOX: '' })).toEqual(readConfig({}));
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
    [
      { HOST: '0.0.0.0' },
      'HOST: expected a loopback address (127.0.0.1, ::1, localhost): callers are not authenticated',
    ],
    [{ ALO_API_URL: 'alo', ALO_API_KEY: 'k' }, 'ALO_API_URL: expected an http(s) URL'],
    [{ ALO_API_KEY: 'k' }, 'ALO_API_URL: missing, but expected because ALO_API_KEY is set'],
    [{ ALO_API_URL: 'http://a.example' }, 'ALO_API_KEY: missing, but expected because ALO_API_URL is set'],
    [
      { SALESHANDY_API_URL: 'http://s.example' },
      'SALESHANDY_API_KEY: missing, but expected because SALESHANDY_API_URL is set',
    ],
    [{ ...CALCOM, CALCOM_TEAM_ID: '../1' }, 'CALCOM_TEAM_ID: expected a number as Cal.com gives it, such as 1024'],
    [{ ...CALCOM, CALCOM_API_KEY: 'a\nb' }, 'CALCOM_API_KEY: expected visible ASCII characters without spaces'],
  ])('refuse %j by name, with what is expected', (env, message) => {
    expect(() => readConfig(env)).toThrow(new Error(message));
  });

  it('are refused all at once, and never quote a key', () => {
    const refused = () => readConfig({ PORT: 'x', CALCOM_API_KEY: 'cal_secret', ALO_API_KEY: 'very secret' });
    expect(refused).toThrow(/^PORT: .*; ALO_API_KEY: .*; CALCOM_ORG_ID: .*; CALCOM_TEAM_ID: .*; ALO_API_URL: /);
    expect(refused).not.toThrow(/secret/);
  });
});
