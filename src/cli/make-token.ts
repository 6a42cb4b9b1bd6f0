/** A new token of a caller, and the entry of `AUTH_TOKENS` that accepts it. */
import { createHash } from 'node:crypto';
import { NO_SCOPES, SCOPES, TOKEN_NAME } from '../config/values.ts';

/** People and scanners for leaked secrets recognize a token by it. */
const PREFIX = 'tg_';
const TOKEN_BYTES = 32;

export interface NewToken {
  readonly token: string;
  /** The entry of AUTH_TOKENS: it holds the token's hash, not the token. */
  readonly entry: string;
}

/** Throws an Error of one line for a bad name or scope. Without scopes the token has all. */
export function makeToken([name = '', ...words]: readonly string[], random: (size: number) => Buffer): NewToken {
  if (!TOKEN_NAME.test(name)) {
    throw new Error(`NAME: expected letters, digits, and after the first also dots and dashes, at most 64`);
  }
  const known: readonly string[] = words.length === 1 ? [...SCOPES, NO_SCOPES] : SCOPES;
  const unknown = words.find((word) => !known.includes(word));
  if (unknown !== undefined) {
    throw new Error(`SCOPE: expected ${SCOPES.join(', ')}, or ${NO_SCOPES} alone, not ${JSON.stringify(unknown)}`);
  }
  const token = PREFIX + random(TOKEN_BYTES).toString('base64url');
  const sha256 = createHash('sha256').update(token).digest('hex');
  return { token, entry: [name, sha256, [...new Set(words)].join('+')].filter(Boolean).join(':') };
}
