/**
 * The settings of the server: what the environment says, checked, typed, all problems told at once. Nothing else reads
 * the environment.
 */
import { isIPv4 } from 'node:net';
import { z } from 'zod';

const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
const url = z
  .url({ protocol: /^https?$/, error: 'expected an http(s) URL' })
  .transform((text) => text.replace(/\/+$/, ''));
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, { error: `expected a whole number from ${least} to ${most}` })
    .transform(Number)
    .refine((number) => number >= least && number <= most, {
      error: `expected a whole number from ${least} to ${most}`,
    });
/** How many calls may be sent in a stretch of time. */
const pace = z
  .string()
  .regex(/^([1-9]\d{0,5}|unlimited)$/, { error: 'expected a whole number from 1 to 999999, or unlimited' })
  .transform((text) => (text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text)));
const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, { error: `expected one of ${words.join(', ')}` });
const vendorNumber = z
  .string()
  .regex(/^[1-9]\d{0,15}$/, { error: 'expected a number as Cal.com gives it, such as 1024' });
// A header value: anything else would fail at the first call instead of here.
const key = z.string().regex(/^[\x21-\x7e]+$/, { error: 'expected visible ASCII characters without spaces' });

const settingsSchema = z.object({
  HOST: optional(z.string()).default('127.0.0.1'),
  PORT: optional(wholeNumber(0, 65_535)).default(4000),
  CALCOM_API_URL: optional(url).default('https://api.cal.com'),
  CALCOM_API_KEY: optional(key),
  CALCOM_ORG_ID: optional(vendorNumber),
  CALCOM_TEAM_ID: optional(vendorNumber),
  CALCOM_WEB_URL: optional(url).default('https://app.cal.com'),
  ALO_API_URL: optional(url),
  ALO_API_KEY: optional(key),
  SALESHANDY_API_URL: optional(url).default('https://open-api.saleshandy.com'),
  SALESHANDY_API_KEY: optional(key),
  CALCOM_PER_MINUTE: optional(pace).default(110),
  CALCOM_PER_SECOND: optional(pace).default(10),
  ALO_PER_MINUTE: optional(pace).default(60),
  ALO_PER_SECOND: optional(pace).default(10),
  SALESHANDY_PER_MINUTE: optional(pace).default(60),
  SALESHANDY_PER_SECOND: optional(pace).default(10),
  CACHE: optional(oneOf(['on', 'off'])).default('on'),
  REDIS_URL: optional(z.url({ protocol: /^rediss?$/, error: 'expected a redis:// or rediss:// URL' })),
  PROCESSES: optional(wholeNumber(1, 1000)).default(1),
  PEOPLE_FILE: optional(z.string()),
  TEAMGRAPH_SANDBOX: optional(oneOf(['auto', 'on', 'off'])).default('auto'),
  REQUEST_DEADLINE_MS: optional(wholeNumber(1, 600_000)).default(8000),
  NODE_ENV: optional(z.string()),
  GRAPHIQL: optional(oneOf(['on', 'off'])),
  INTROSPECTION: optional(oneOf(['on', 'off'])),
});

export interface VendorConfig {
  readonly apiUrl: string;
  readonly apiKey: string;
  /** How many calls may be sent in any minute and second, by all processes together; `Infinity` for no limit. */
  readonly limits: { readonly perMinute: number; readonly perSecond: number };
}

export interface CalcomConfig extends VendorConfig {
  readonly orgId: string;
  readonly teamId: string;
  /** What relative avatar paths are resolved against. */
  readonly webUrl: string;
}

/** The sources that are configured; one that is not is undefined. */
export interface SourcesConfig {
  readonly calcom?: CalcomConfig;
  readonly alo?: VendorConfig;
  readonly saleshandy?: VendorConfig;
}

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Whether the data comes from the sandbox; then `sources` is empty until the sandbox has started. */
  readonly sandbox: boolean;
  readonly sources: SourcesConfig;
  /** The path of the people file; undefined where none is set. */
  readonly peopleFile?: string;
  readonly requestDeadlineMs: number;
  /** Whether answers are kept, and shared between requests. */
  readonly isCaching: boolean;
  /** Where all processes share what they know; undefined where each is by itself. */
  readonly redisUrl?: string;
  /** How many processes share the limits while they cannot count together. */
  readonly processes: number;
  readonly graphiql: boolean;
  readonly introspection: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;
type Settings = z.output<typeof settingsSchema>;

/** What each source needs, beside the settings that have a default. One that is set asks for the others. */
const SOURCE_SETTINGS = {
  calcom: ['CALCOM_API_KEY', 'CALCOM_ORG_ID', 'CALCOM_TEAM_ID'],
  alo: ['ALO_API_URL', 'ALO_API_KEY'],
  saleshandy: ['SALESHANDY_API_KEY'],
} as const satisfies Record<keyof SourcesConfig, readonly (keyof Settings)[]>;
/** Settings with a default that, when given, say that the source is meant to be used. */
const SOURCE_HINTS = { calcom: ['CALCOM_API_URL'], alo: [], saleshandy: ['SALESHANDY_API_URL'] } as const;

/** The typed settings. Throws one Error, of one line, that names every setting that is bad or missing. */
export function readConfig(env: Environment): Config {
  const parsed = settingsSchema.safeParse(env);
  const malformed = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const problems = [...malformed, ...missingSettings(env), ...unsafeHost(env)];
  if (!parsed.success || problems.length > 0) throw new Error(problems.join('; '));

  const settings = parsed.data;
  const sources = sourcesOf(settings);
  const production = settings.NODE_ENV === 'production';
  return {
    host: settings.HOST,
    port: settings.PORT,
    sandbox:
      settings.TEAMGRAPH_SANDBOX === 'on' ||
      (settings.TEAMGRAPH_SANDBOX === 'auto' && Object.keys(sources).length === 0),
    sources,
    peopleFile: settings.PEOPLE_FILE,
    requestDeadlineMs: settings.REQUEST_DEADLINE_MS,
    isCaching: settings.CACHE === 'on',
    redisUrl: settings.REDIS_URL,
    processes: settings.PROCESSES,
    graphiql: settings.GRAPHIQL ? settings.GRAPHIQL === 'on' : !production,
    introspection: settings.INTROSPECTION ? settings.INTROSPECTION === 'on' : !production,
  };
}

function sourcesOf(settings: Settings): SourcesConfig {
  const sources: { -readonly [Name in keyof SourcesConfig]: SourcesConfig[Name] } = {};
  const { CALCOM_API_KEY, CALCOM_ORG_ID, CALCOM_TEAM_ID, ALO_API_URL, ALO_API_KEY, SALESHANDY_API_KEY } = settings;
  if (CALCOM_API_KEY && CALCOM_ORG_ID && CALCOM_TEAM_ID) {
    sources.calcom = {
      apiUrl: settings.CALCOM_API_URL,
      apiKey: CALCOM_API_KEY,
      orgId: CALCOM_ORG_ID,
      teamId: CALCOM_TEAM_ID,
      webUrl: settings.CALCOM_WEB_URL,
      limits: { perMinute: settings.CALCOM_PER_MINUTE, perSecond: settings.CALCOM_PER_SECOND },
    };
  }
  if (ALO_API_URL && ALO_API_KEY) {
    const limits = { perMinute: settings.ALO_PER_MINUTE, perSecond: settings.ALO_PER_SECOND };
    sources.alo = { apiUrl: ALO_API_URL, apiKey: ALO_API_KEY, limits };
  }
  if (SALESHANDY_API_KEY) {
    const limits = { perMinute: settings.SALESHANDY_PER_MINUTE, perSecond: settings.SALESHANDY_PER_SECOND };
    sources.saleshandy = { apiUrl: settings.SALESHANDY_API_URL, apiKey: SALESHANDY_API_KEY, limits };
  }
  return sources;
}

function missingSettings(env: Environment): string[] {
  return (Object.keys(SOURCE_SETTINGS) as (keyof SourcesConfig)[]).flatMap((source) => {
    const given = [...SOURCE_SETTINGS[source], ...SOURCE_HINTS[source]].filter((name) => env[name]);
    if (given.length === 0) return [];
    return SOURCE_SETTINGS[source]
      .filter((name) => !env[name])
      .map((name) => `${name}: missing, but expected because ${given.join(', ')} is set`);
  });
}

/** Nobody is asked who they are yet, so nobody but this machine may ask. */
function unsafeHost(env: Environment): string[] {
  const { HOST = '' } = env;
  const loopback = ['', 'localhost', '::1'].includes(HOST) || (isIPv4(HOST) && HOST.startsWith('127.'));
  return loopback
    ? []
    : ['HOST: expected a loopback address (127.0.0.1, ::1, localhost): callers are not authenticated'];
}
