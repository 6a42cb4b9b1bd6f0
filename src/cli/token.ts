/** `npm run token -- NAME [SCOPE...]`: makes a token for a caller, and the entry of AUTH_TOKENS that lets it in. */
import { createHash, randomBytes } from 'node:crypto';
import { NO_SCOPES, SCOPES, TOKEN_NAME } from '../config/values.ts';

const USAGE = `
  npm run token -- NAME [SCOPE...]

  NAME   whose token it is, such as phone-app; the log calls them token:NAME
  SCOPE  what they may see beside what everybody may: ${SCOPES.join(', ')}, or ${NO_SCOPES}; all of it if none is said

For example, for somebody who may see ${SCOPES[0]} and nothing else of that kind:

  npm run token -- phone-app ${SCOPES[0]}
`;
/** By it a token is known for one, also by those who look for leaked secrets. */
const PREFIX = 'tg_';
const TOKEN_BYTES = 32;

export interface NewToken {
  readonly token: string;
  /** The entry of AUTH_TOKENS: it holds the token's hash, not the token. */
  readonly entry: string;
}

/** Throws an Error of one line where the name or a scope cannot be. Without scopes the token has all. */
export function makeToken([name = '', ...words]: readonly string[], random: (size: number) => Buffer): NewToken {
  if (!TOKEN_NAME.test(name)) {
    throw new Error(`NAME: expected letters, digits, and after the first also dots and dashes, at most 64`);
  }
  const known: readonly string[] = words.length === 1 ? [...SCOPES, NO_SCOPES] : SCOPES;
  const stranger = words.find((word) => !known.includes(word));
  if (stranger !== undefined) {
    throw new Error(`SCOPE: expected ${SCOPES.join(', ')}, or ${NO_SCOPES} alone, not ${JSON.stringify(stranger)}`);
  }
  const token = PREFIX + random(TOKEN_BYTES).toString('base64url');
  const sha256 = createHash('sha256').update(token).digest('hex');
  return { token, entry: [name, sha256, [...new Set(words)].join('+')].filter(Boolean).join(':') };
}

const explained = ({
  token,
  entry,
}: NewToken): string => `The token, for the caller alone. It is shown this once and kept nowhere:

  ${token}

The caller sends it with every request:

  Authorization: Bearer ${token}

Whoever starts the server sets this; a further token follows after a comma:

  AUTH_TOKENS=${entry}
`;

if (import.meta.main) {
  try {
    const words = process.argv.slice(2);
    const isHelp = words.some((word) => word === '--help' || word === '-h');
    process.stdout.write(isHelp ? `Makes a token for a caller:\n${USAGE}` : explained(makeToken(words, randomBytes)));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'no token was made'}\n${USAGE}`);
    process.exitCode = 1;
  }
}
