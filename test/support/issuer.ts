/** An issuer of JSON Web Tokens for tests: keys, and a server on loopback for the public ones. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';

export const ISSUER = 'https://issuer.example.com/';
export const AUDIENCE = 'teamgraph';

export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly publicJwk: JWK;
  readonly privateKey: CryptoKey;
}

export async function createKey(kid: string, alg = 'ES256'): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** A valid token unless `claims` or `header` say otherwise. Times are in seconds since the epoch; undefined claims are left out. */
export function sign(
  key: SigningKey,
  nowMs: number,
  claims: JWTPayload = {},
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  const now = Math.floor(nowMs / 1000);
  const payload = { iss: ISSUER, aud: AUDIENCE, sub: 'ann@example.com', iat: now, exp: now + 300, ...claims };
  return new SignJWT(payload).setProtectedHeader({ alg: key.alg, kid: key.kid, ...header }).sign(key.privateKey);
}

export interface Issuer {
  readonly url: string;
  /** How often the keys were read. */
  reads: number;
  /** The entries that the server sends. */
  keys: JWK[];
  /** Answers instead, while it is set. */
  misbehave: RequestListener | undefined;
  close(): Promise<void>;
}

export async function startIssuer(...keys: JWK[]): Promise<Issuer> {
  const server = createServer((request, response) => {
    issuer.reads++;
    if (issuer.misbehave) return issuer.misbehave(request, response);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys: issuer.keys }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer: Issuer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    reads: 0,
    keys,
    misbehave: undefined,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return issuer;
}
