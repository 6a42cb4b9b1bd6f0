/** Settings that are URLs or origins, and which hosts they may name. */
import { isIP, isIPv4 } from 'node:net';
import { z } from 'zod';

const HTTP_URL = { protocol: /^https?$/, error: 'expected an http(s) URL' };
const url = z.url(HTTP_URL).transform((text) => text.replace(/\/+$/, ''));

/** Whether a host is this machine. */
export const isLoopback = (host: string): boolean =>
  ['localhost', '::1'].includes(host) || (isIPv4(host) && host.startsWith('127.'));

/** Top-level domains that the public DNS never delegates: RFC 6761 and ICANN's reservation of `.internal`. */
const RESERVED_DOMAIN = /\.(localhost|internal)$/;
/** Domains of a cluster (Kubernetes) or of the local link (RFC 6762). A machine on the same network can claim one. */
const LOCAL_DOMAIN = /\.(svc|local)$/;

/** Whether a host in lower case is a name that the public DNS cannot resolve: one label, or in a reserved domain. */
export const isReservedName = (host: string): boolean =>
  isIP(host) === 0 && (!host.includes('.') || RESERVED_DOMAIN.test(host));

const hasCredentials = (text: string): boolean => new URL(text).username !== '' || new URL(text).password !== '';
const isPlainToInternet = (text: string): boolean => {
  const { protocol, hostname } = new URL(text);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return protocol === 'http:' && !isLoopback(host) && !isReservedName(host) && !LOCAL_DOMAIN.test(host);
};

type Fault = readonly [isFaulty: (text: string) => boolean, problem: string];

/** Reports the first of `faults` that the text has. */
const faultless =
  (...faults: readonly Fault[]) =>
  (text: string, context: z.RefinementCtx): void => {
    const fault = faults.find(([isFaulty]) => isFaulty(text));
    if (fault) context.addIssue(fault[1]);
  };

/** The base of a vendor's API or web pages. The server appends paths and queries to it. */
export const baseUrl = url.superRefine(
  faultless(
    [hasCredentials, 'expected a URL without user name and password: the key has a setting of its own'],
    [(text) => /[?#]/.test(text), 'expected a URL without query and fragment, such as https://api.example.com'],
  ),
);

/** Where the keys of an issuer are. An attacker on the way could replace the keys, so plain http stays on the network. */
export const keysUrl = z
  .url(HTTP_URL)
  .superRefine(
    faultless(
      [
        isPlainToInternet,
        'expected https: plain http only to this machine, or to a name without dots or in .internal, .svc or .local',
      ],
      [hasCredentials, 'expected a URL without user name and password: the keys are public'],
    ),
  );

/** The base of an OpenTelemetry collector. The server appends `/v1/traces`. */
export const collectorUrl = url.superRefine(
  faultless(
    [hasCredentials, 'expected a URL without user name and password: those go into OTEL_EXPORTER_OTLP_HEADERS'],
    [
      (text) => /\/v1\/traces$/.test(text),
      'expected the base alone, such as http://collector:4318: /v1/traces is added',
    ],
    [(text) => /[?#]/.test(text), 'expected a URL that ends before ? and #, such as http://collector:4318'],
  ),
);

const ORIGIN = 'expected origins such as https://app.example.com';
/** A `*` as the first label, before a domain that is no top-level one, unless the public DNS does not have it. */
const WILDCARD = /^https?:\/\/\*\.(localhost|internal|[^*.:/]+\.[^*:/]+)(:\d+)?\/?$/;
const OF_APP_SHELL = /^([a-z][a-z\d+.-]*):\/\/[a-z\d._-]+(:\d+)?$/;
/** Schemes of pages that have another origin or none, and misspellings of https. */
const OF_NO_APP_SHELL = /^(about|blob|data|file|ftp|javascript|wss?|[htps]+)$/;

/** Whether a browser sends it like that, with one label in place of a `*`. */
function isOrigin(pattern: string): boolean {
  const text = pattern.replace('*', 'x');
  if (/^https?:/.test(text)) return URL.canParse(text) && new URL(text).origin === text;
  const [, scheme] = OF_APP_SHELL.exec(text) ?? [];
  return scheme !== undefined && !OF_NO_APP_SHELL.test(scheme);
}

/** An origin for CORS, exactly as a browser sends it; a `*` stands for one label. */
export const origin = z
  .string()
  .superRefine(
    faultless(
      [
        (text) => text.includes('*') && !WILDCARD.test(text),
        `${ORIGIN}; a * stands for the first label of a domain, as in https://*.preview.example.com`,
      ],
      [(text) => text.endsWith('/') && isOrigin(text.slice(0, -1)), `${ORIGIN}, without the slash at the end`],
      [(text) => !isOrigin(text), ORIGIN],
    ),
  );
