/**
 * By which names this machine is asked where nobody is asked who they are. A page of elsewhere can have its own name lead
 * here (DNS rebinding); for its browser the server is then of the page's origin, and no other check stands in between.
 */
import { isIP } from 'node:net';

/** Names that nobody can have lead anywhere, for they are not in the public DNS. */
const RESERVED = /\.(localhost|internal)$/;

/** Whether a `Host` is one that no page of elsewhere can have: an address, a name without dots, or a reserved one. */
export function isOwnName(host: string): boolean {
  const name = host
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  return isIP(name) !== 0 || !name.includes('.') || RESERVED.test(name);
}
