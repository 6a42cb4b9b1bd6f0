/** Two ways to send a request to a vendor: over a pool of undici, and over `fetch`. */
import { Pool } from 'undici';
import type { Send } from './vendors.ts';

export function sendOverPools(): Send {
  const pools = new Map<string, Pool>();
  const poolOf = (origin: string): Pool => {
    let pool = pools.get(origin);
    if (!pool) {
      pool = new Pool(origin, { keepAliveTimeout: 30_000 });
      pools.set(origin, pool);
    }
    return pool;
  };
  return async ({ origin, path, headers, body }) => {
    const method = body === undefined ? 'GET' : 'POST';
    const response = await poolOf(origin).request({ path, method, headers, body });
    if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode}`);
    return response.body.json();
  };
}

export const sendOverFetch: Send = async ({ origin, path, headers, body }) => {
  const response = await fetch(`${origin}${path}`, {
    headers,
    ...(body === undefined ? {} : { method: 'POST', body }),
  });
  if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
  return response.json();
};
