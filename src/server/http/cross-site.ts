/**
 * Protection against cross-site requests (CSRF) by Fetch Metadata, as in Go's `http.CrossOriginProtection`: a browser says in
 * `Sec-Fetch-Site` where a request comes from, and no page can change it. https://www.w3.org/TR/fetch-metadata/
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Cors } from './cors.ts';
import { HttpError } from './http-error.ts';

const CROSS_SITE =
  'A page of another origin sent this request. CORS_ORIGINS lists the origins whose pages may send requests.';

/** Throws an `HttpError` for a request that a browser sends for a page of another origin which is not allowed. */
export function rejectCrossSite({ headers }: IncomingMessage, cors: Pick<Cors, 'allows'>): void {
  if (isCrossSite(headers, cors)) throw new HttpError(403, CROSS_SITE, { code: 'FORBIDDEN' });
}

/** Clients other than browsers send neither header. Old browsers, and any over plain HTTP, send the `Origin` alone. */
function isCrossSite(headers: IncomingHttpHeaders, cors: Pick<Cors, 'allows'>): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  if (cors.allows(origin)) return false;
  if (site) return site !== 'same-origin' && site !== 'none';
  return origin !== undefined && !isOwnOrigin(origin, headers);
}

/**
 * Whether an `Origin` is that of this server, whatever the scheme: a proxy may end TLS. The proxy may also have replaced the
 * `Host`. A page of another origin cannot send `X-Forwarded-Host`, which needs a preflight.
 */
function isOwnOrigin(origin: string, { host = '', 'x-forwarded-host': forwarded = '' }: IncomingHttpHeaders): boolean {
  const { protocol, host: own } = URL.canParse(origin) ? new URL(origin) : { protocol: '', host: '' };
  const names = [host, ...String(forwarded).split(',')].map((name) => `${protocol}//${name.trim()}`);
  return own !== '' && names.some((name) => URL.canParse(name) && new URL(name).host === own);
}
