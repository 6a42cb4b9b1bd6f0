/** Reads the settings from the environment into a typed `Config`, and reports all problems at once. */
import { z } from 'zod';
import { findStrayNames, type StrayNames } from './setting-names.ts';
import { baseUrl, collectorUrl, isLoopback, keysUrl, origin } from './urls.ts';
import {
  key,
  list,
  nowOrInstant,
  oneOf,
  optional,
  rateLimit,
  type StaticToken,
  staticTokens,
  vendorNumber,
  wholeNumber,
} from './values.ts';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
/** The default limit of a caller that is authenticated: higher than any fair use. */
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
  CALCOM_PER_MINUTE: optional(rateLimit).default(110),
  CALCOM_PER_SECOND: optional(rateLimit).default(10),
  ALO_PER_MINUTE: optional(rateLimit).default(60),
  ALO_PER_SECOND: optional(rateLimit).default(10),
  SALESHANDY_PER_MINUTE: optional(rateLimit).default(60),
  SALESHANDY_PER_SECOND: optional(rateLimit).default(10),
  CACHE: optional(oneOf(['on', 'off'])).default('on'),
  REDIS_URL: optional(z.url({ protocol: /^rediss?$/, error: 'expected a redis:// or rediss:// URL' })),
  PROCESSES: optional(wholeNumber(1, 1000)),
  PEOPLE_FILE: optional(z.string()),
  TEAMGRAPH_SANDBOX: optional(oneOf(['auto', 'on', 'off'])).default('auto'),
  /** The sandbox reads it; it is checked here to be reported with the rest. */
  SANDBOX_NOW: optional(nowOrInstant),
  REQUEST_DEADLINE_MS: optional(wholeNumber(1, 600_000)).default(8000),
  AUTH_TOKENS: optional(staticTokens),
  AUTH_JWKS_URL: optional(keysUrl),
  AUTH_ISSUER: optional(z.string()),
  AUTH_AUDIENCE: optional(z.string()),
  CALLER_REQUESTS_PER_MINUTE: optional(rateLimit),
  CALLER_CALLS_PER_MINUTE: optional(rateLimit).default(Number.POSITIVE_INFINITY),
  CALLER_CALLS_PER_QUERY: optional(rateLimit).default(Number.POSITIVE_INFINITY),
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
  /** The calls that all processes together may send in any minute and second; `Infinity` for no limit. */
  readonly limits: { readonly perMinute: number; readonly perSecond: number };
}

export interface CalcomConfig extends VendorConfig {
  readonly orgId: string;
  readonly teamId: string;
  /** The base of relative avatar paths. */
  readonly webUrl: string;
}

/** A source that is not configured is undefined. */
export interface SourcesConfig {
  readonly calcom?: CalcomConfig;
  readonly alo?: VendorConfig;
  readonly saleshandy?: VendorConfig;
}

/** The issuer of JSON Web Tokens, and their audience. */
export interface JwksConfig {
  readonly url: string;
  readonly issuer: string;
  readonly audience: string;
}

/** How callers authenticate: by either kind of token. */
export interface AuthConfig {
  readonly tokens: readonly StaticToken[];
  readonly jwks?: JwksConfig;
}

/** The limits of one caller in any minute; `Infinity` for no limit. */
export interface CallerLimits {
  readonly requestsPerMinute: number;
  /** The calls to all sources together that its requests cause. */
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
  /** Whether answers are cached and shared between requests. */
  readonly isCaching: boolean;
  /** The Redis that all processes share; undefined without one. */
  readonly redisUrl?: string;
  /** The number of processes, for their share of the limits while they cannot count in Redis. */
  readonly processes: number;
  /** Undefined if authentication is off. */
  readonly auth?: AuthConfig;
  readonly callerLimits: CallerLimits;
  /** The most calls to all sources together that one query may need, by its plan; `Infinity` for no limit. */
  readonly callsPerQuery: number;
  /** The origins that CORS allows. */
  readonly corsOrigins: readonly string[];
  /** The manifests of trusted documents, and whether the server rejects every other document. */
  readonly trustedDocuments: { readonly files: readonly string[]; readonly only: boolean };
  readonly logLevel: LogLevel;
  /** The base of the OpenTelemetry collector; undefined if traces are not sent. */
  readonly otlpEndpoint?: string;
  readonly graphiql: boolean;
  readonly introspection: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;
type Settings = z.output<typeof settingsSchema>;

/** The settings without a default that each source needs. If one is set, the others must be, too. */
const SOURCE_SETTINGS = {
  calcom: ['CALCOM_API_KEY', 'CALCOM_ORG_ID', 'CALCOM_TEAM_ID'],
  alo: ['ALO_API_URL', 'ALO_API_KEY'],
  saleshandy: ['SALESHANDY_API_KEY'],
} as const satisfies Record<keyof SourcesConfig, readonly (keyof Settings)[]>;
/** Settings with a default that show, when set, that the source is meant to be used. */
const SOURCE_HINTS = { calcom: ['CALCOM_API_URL'], alo: [], saleshandy: ['SALESHANDY_API_URL'] } as const;

/** Throws one Error, of one line, that names every setting that is invalid or missing. */
export function readConfig(env: Environment): Config {
  const parsed = settingsSchema.safeParse(env);
  const malformed = parsed.success ? [] : parsed.error.issues.map(problemOf);
  const problems = [
    ...malformed,
    ...missingSettings(env),
    ...missingAuth(env),
    ...missingDocuments(env),
    ...unsafeHost(env),
    ...accidentalSandbox(env),
    ...strayNames(env).mistyped.map(({ name, meant }) => `${name}: there is no such setting; ${meant} may be meant`),
  ];
  if (!parsed.success || problems.length > 0) throw new Error(problems.join('; '));

  const settings = parsed.data;
  const sources = sourcesOf(settings);
  const production = isProduction(settings);
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
    // Redis is there for several processes, also while it is lost and cannot count them.
    processes: settings.PROCESSES ?? (settings.REDIS_URL === undefined ? 1 : 2),
    auth: authOf(settings),
    callerLimits: callerLimitsOf(settings),
    callsPerQuery: settings.CALLER_CALLS_PER_QUERY,
    corsOrigins: settings.CORS_ORIGINS,
    trustedDocuments: { files: settings.TRUSTED_DOCUMENTS, only: settings.TRUSTED_DOCUMENTS_ONLY === 'on' },
    logLevel: settings.LOG_LEVEL,
    otlpEndpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
    graphiql: settings.GRAPHIQL ? settings.GRAPHIQL === 'on' : !production,
    introspection: settings.INTROSPECTION ? settings.INTROSPECTION === 'on' : !production,
  };
}

/** Variables that look like settings of this server and are none. Misspelled settings stop the start instead. */
export const unknownSettings = (env: Environment): readonly string[] => strayNames(env).unknown;

function strayNames(env: Environment): StrayNames {
  const given = Object.keys(env).filter((name) => env[name]);
  return findStrayNames(given, Object.keys(settingsSchema.shape));
}

/** Names the setting and, in a list, the position of the value. */
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

/** Without authentication there is no default limit on requests: many people may share an address. */
const callerLimitsOf = (settings: Settings): CallerLimits => ({
  requestsPerMinute:
    settings.CALLER_REQUESTS_PER_MINUTE ?? (authOf(settings) ? REQUESTS_PER_MINUTE : Number.POSITIVE_INFINITY),
  callsPerMinute: settings.CALLER_CALLS_PER_MINUTE,
});

/** If one is set, the others must be, too. */
const JWKS_SETTINGS = ['AUTH_JWKS_URL', 'AUTH_ISSUER', 'AUTH_AUDIENCE'] as const satisfies (keyof Settings)[];

function missingAuth(env: Environment): string[] {
  const given = JWKS_SETTINGS.filter((name) => env[name]);
  if (given.length === 0) return [];
  return JWKS_SETTINGS.filter((name) => !env[name]).map(
    (name) => `${name}: missing, but expected because ${given.join(', ')} is set`,
  );
}

const missingDocuments = ({ TRUSTED_DOCUMENTS, TRUSTED_DOCUMENTS_ONLY }: Environment): string[] =>
  TRUSTED_DOCUMENTS_ONLY === 'on' && !TRUSTED_DOCUMENTS
    ? ['TRUSTED_DOCUMENTS: missing, but expected because TRUSTED_DOCUMENTS_ONLY is on']
    : [];

const UNSAFE_HOST =
  'HOST: expected a loopback address (127.0.0.1, ::1, localhost), or authentication by AUTH_TOKENS or AUTH_JWKS_URL; ' +
  'npm run token makes a token and its line for AUTH_TOKENS';

/** Without authentication the server listens on loopback only. */
function unsafeHost(env: Environment): string[] {
  const { HOST = '', AUTH_TOKENS, AUTH_JWKS_URL } = env;
  return HOST === '' || isLoopback(HOST) || AUTH_TOKENS || AUTH_JWKS_URL ? [] : [UNSAFE_HOST];
}

/** However it is written: what is meant to be closed must not be open because of a capital letter. */
const isProduction = ({ NODE_ENV }: { readonly NODE_ENV?: string | undefined }): boolean =>
  NODE_ENV?.trim().toLowerCase() === 'production';

/** In production, and to other machines, the server serves the invented data of the sandbox only if a setting says so. */
function accidentalSandbox(env: Environment): string[] {
  const { HOST = '', AUTH_TOKENS, AUTH_JWKS_URL, TEAMGRAPH_SANDBOX = 'auto' } = env;
  const settings = [...Object.values(SOURCE_SETTINGS), ...Object.values(SOURCE_HINTS)].flat();
  if (TEAMGRAPH_SANDBOX === 'on' || settings.some((name) => env[name])) return [];
  const set = 'set those of a source, such as CALCOM_API_KEY, or TEAMGRAPH_SANDBOX=on for invented data';
  if (isProduction(env)) return [`NODE_ENV: in production a source is expected, and none is configured: ${set}`];
  const isForOthers = HOST !== '' && !isLoopback(HOST) && (AUTH_TOKENS || AUTH_JWKS_URL);
  if (!isForOthers || TEAMGRAPH_SANDBOX === 'off') return [];
  return [`HOST: on a host other than loopback a source is expected, and none is configured: ${set}`];
}
