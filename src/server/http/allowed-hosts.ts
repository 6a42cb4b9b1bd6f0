/**
 * The Host allow-list of a server without authentication. It stops DNS rebinding: the owner of a page can let the domain of
 * that page resolve to this machine, and then a browser takes the server for the same origin as the page.
 */
import { isIP } from 'node:net';
import { isReservedName } from '../../config/urls.ts';

/** Whether a `Host` header has an IP address or a reserved name. No page on the internet has such a domain. */
export function isAllowedHost(host: string): boolean {
  const name = host
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  return isIP(name) !== 0 || isReservedName(name);
}
