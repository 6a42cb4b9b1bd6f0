/**
 * The settings of the server: what the environment says, checked, typed, all problems told at once. Nothing else reads
 * the environment.
 */
import { z } from 'zod';
import { findStrayNames, type StrayNames } from './names.ts';
import {
  baseUrl,
  collectorUrl,
  isLoopback,
  key,
  keysUrl,
  list,
  oneOf,
  optional,
  origin,
  pace,
  type StaticToken,
  staticTokens,
  vendorNumber,
  wholeNumber,
} from './values.ts';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
/** What one caller may ask in a minute where nothing else is set. */
const REQUESTS_PER_MINUTE = 60_000;
export type LogLevel = (typeof LOG_LEVELS)[number];

const settingsSchema = z.object({
  HOST: optional(z.string()).default('127.0.0.1'),
  PORT: optional(wholeNumber(0, 65_535)).default(4000),
  CALCOM_API_URL: optional(baseUrl).default('https://api.cal.com'),
  CALCOM_API_KEY: optional(key),
  CALCOM_ORG_ID: optional(vendorNumber),
  CALCOM_TEAM_ID: optional(vendorNumber),
  CALCOM_WEB_URL: optional(baseUrl).default('https://app.cal.com'),
  ALO_API_URL: optional(baseUrl),
  ALO_API_KEY: optional(key),
  SALESHANDY_API_URL: optional(baseUrl).default('https://open-api.saleshandy.com'),
  SALESHANDY_API_KEY: optional(key),
  CALCOM_PER_MINUTE: optional(pace).default(110),
  CALCOM_PER_SECOND: optional(pace).default(10),
  ALO_PER_MINUTE: optional(pace).default(60),
  ALO_PER_SECOND: optional(pace).default(10),
  SALESHANDY_PER_MINUTE: optional(pace).default(60),
  SALESHANDY_PER_SECOND: optional(pace).default(10),
  CACHE: optional(oneOf(['on', 'off'])).default('on'),
  REDIS_URL: optional(z.url({ protocol: /^rediss?$/, error: 'expected a redis:// or rediss:// URL' })),
  PROCESSES: optional(wholeNumber(1, 1000)),
  PEOPLE_FILE: optional(z.string()),
  TEAMGRAPH_SANDBOX: optional(oneOf(['auto', 'on', 'off'])).default('auto'),
  REQUEST_DEADLINE_MS: optional(wholeNumber(1, 600_000)).default(8000),
  AUTH_TOKENS: optional(staticTokens),
  AUTH_JWKS_URL: optional(keysUrl),
  AUTH_ISSUER: optional(z.string()),
  AUTH_AUDIENCE: optional(z.string()),
  CALLER_REQUESTS_PER_MINUTE: optional(pace),
  CALLER_CALLS_PER_MINUTE: optional(pace).default(Number.POSITIVE_INFINITY),
  CORS_ORIGINS: optional(list(origin)).default([]),
  TRUSTED_DOCUMENTS: optional(list(z.string())).default([]),
  TRUSTED_DOCUMENTS_ONLY: optional(oneOf(['on', 'off'])).default('off'),
  LOG_LEVEL: optional(oneOf(LOG_LEVELS)).default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(collectorUrl),
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

/** Who signs the JSON Web Tokens of callers, and for whom. */
export interface JwksConfig {
  readonly url: string;
  readonly issuer: string;
  readonly audience: string;
}

/** How callers say who they are: by either. */
export interface AuthConfig {
  readonly tokens: readonly StaticToken[];
  readonly jwks?: JwksConfig;
}

/** What one caller may do in any minute; `Infinity` for no limit. */
export interface CallerLimits {
  readonly requestsPerMinute: number;
  /** Calls to all sources that their requests cause. */
  readonly callsPerMinute: number;
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
  /** Undefined where nobody is asked who they are. */
  readonly auth?: AuthConfig;
  readonly callerLimits: CallerLimits;
  /** The origins whose pages may ask. */
  readonly corsOrigins: readonly string[];
  /** The manifests of the documents that clients are known to send, and whether no other is answered. */
  readonly trustedDocuments: { readonly files: readonly string[]; readonly only: boolean };
  readonly logLevel: LogLevel;
  /** Where traces are sent to by OTLP over HTTP; undefined where they are sent nowhere. */
  readonly otlpEndpoint?: string;
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
  const malformed = parsed.success ? [] : parsed.error.issues.map(problemOf);
  const problems = [
    ...malformed,
    ...missingSettings(env),
    ...missingAuth(env),
    ...missingDocuments(env),
    ...unsafeHost(env),
    ...unasked(env),
    ...strayNames(env).mistyped.map(({ name, meant }) => `${name}: there is no such setting; ${meant} may be meant`),
  ];
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
    // Who sets where to share has others to share with, also while nobody can be asked how many.
    processes: settings.PROCESSES ?? (settings.REDIS_URL === undefined ? 1 : 2),
    auth: authOf(settings),
    callerLimits: callerLimitsOf(settings),
    corsOrigins: settings.CORS_ORIGINS,
    trustedDocuments: { files: settings.TRUSTED_DOCUMENTS, only: settings.TRUSTED_DOCUMENTS_ONLY === 'on' },
    logLevel: settings.LOG_LEVEL,
    otlpEndpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
    graphiql: settings.GRAPHIQL ? settings.GRAPHIQL === 'on' : !production,
    introspection: settings.INTROSPECTION ? settings.INTROSPECTION === 'on' : !production,
  };
}

/** Settings that are given and begin like ours, but that nothing reads; those that stop the start are not among them. */
export const unknownSettings = (env: Environment): readonly string[] => strayNames(env).unknown;

function strayNames(env: Environment): StrayNames {
  const given = Object.keys(env).filter((name) => env[name]);
  return findStrayNames(given, Object.keys(settingsSchema.shape));
}

/** Names the setting and, in a list, the how-manieth value. */
const problemOf = ({ path: [name, index], message }: z.core.$ZodIssue): string =>
  typeof index === 'number' ? `${String(name)}: value ${index + 1}: ${message}` : `${String(name)}: ${message}`;

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

function authOf({ AUTH_TOKENS, AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE }: Settings): AuthConfig | undefined {
  const jwks =
    AUTH_JWKS_URL && AUTH_ISSUER && AUTH_AUDIENCE
      ? { url: AUTH_JWKS_URL, issuer: AUTH_ISSUER, audience: AUTH_AUDIENCE }
      : undefined;
  return AUTH_TOKENS || jwks ? { tokens: AUTH_TOKENS ?? [], jwks } : undefined;
}

/** Who names themselves is held to a limit that no fair use meets; who is known by address alone may share it with many. */
const callerLimitsOf = (settings: Settings): CallerLimits => ({
  requestsPerMinute:
    settings.CALLER_REQUESTS_PER_MINUTE ?? (authOf(settings) ? REQUESTS_PER_MINUTE : Number.POSITIVE_INFINITY),
  callsPerMinute: settings.CALLER_CALLS_PER_MINUTE,
});

/** One of them asks for the others. */
const JWKS_SETTINGS = ['AUTH_JWKS_URL', 'AUTH_ISSUER', 'AUTH_AUDIENCE'] as const satisfies (keyof Settings)[];

function missingAuth(env: Environment): string[] {
  const given = JWKS_SETTINGS.filter((name) => env[name]);
  if (given.length === 0) return [];
  return JWKS_SETTINGS.filter((name) => !env[name]).map(
    (name) => `${name}: missing, but expected because ${given.join(', ')} is set`,
  );
}

/** Where nothing but trusted documents is answered, there have to be some. */
const missingDocuments = ({ TRUSTED_DOCUMENTS, TRUSTED_DOCUMENTS_ONLY }: Environment): string[] =>
  TRUSTED_DOCUMENTS_ONLY === 'on' && !TRUSTED_DOCUMENTS
    ? ['TRUSTED_DOCUMENTS: missing, but expected because TRUSTED_DOCUMENTS_ONLY is on']
    : [];

const UNSAFE_HOST =
  'HOST: expected a loopback address (127.0.0.1, ::1, localhost), or AUTH_TOKENS or AUTH_JWKS_URL beside it; ' +
  'npm run token makes a token, and the line of AUTH_TOKENS for it';

/** Where nobody is asked who they are, nobody but this machine may ask. */
function unsafeHost(env: Environment): string[] {
  const { HOST = '', AUTH_TOKENS, AUTH_JWKS_URL } = env;
  return HOST === '' || isLoopback(HOST) || AUTH_TOKENS || AUTH_JWKS_URL ? [] : [UNSAFE_HOST];
}

/** Invented data is served where somebody is known to look for it: to others, and in production, only on demand. */
function unasked(env: Environment): string[] {
  const { NODE_ENV, HOST = '', AUTH_TOKENS, AUTH_JWKS_URL, TEAMGRAPH_SANDBOX = 'auto' } = env;
  const settings = [...Object.values(SOURCE_SETTINGS), ...Object.values(SOURCE_HINTS)].flat();
  if (TEAMGRAPH_SANDBOX === 'on' || settings.some((name) => env[name])) return [];
  const set = 'set those of a source, such as CALCOM_API_KEY, or TEAMGRAPH_SANDBOX=on for invented data';
  if (NODE_ENV === 'production')
    return [`NODE_ENV: in production a source is expected, and none is configured: ${set}`];
  const isForOthers = HOST !== '' && !isLoopback(HOST) && (AUTH_TOKENS || AUTH_JWKS_URL);
  if (!isForOthers || TEAMGRAPH_SANDBOX === 'off') return [];
  return [`HOST: where others can ask a source is expected, and none is configured: ${set}`];
}
