/** `npm run token -- NAME [SCOPE...]`: makes a token for a caller, and the entry of `AUTH_TOKENS` that accepts it. */
import { randomBytes } from 'node:crypto';
import { NO_SCOPES, SCOPES } from '../config/values.ts';
import { type Command, readArguments, usageOf } from './arguments.ts';
import { makeToken, type NewToken } from './make-token.ts';

const COMMAND: Command = {
  name: 'npm run token',
  about: 'Makes a token for a caller, and the setting that accepts it.',
  operands: {
    NAME: "the token's name, such as phone-app; the log calls its caller token:NAME",
    '[SCOPE...]': `what its caller may see beside what every caller may: ${SCOPES.join(', ')}, or ${NO_SCOPES}; all if none is given`,
  },
  example: `For example, for a caller who may see ${SCOPES[0]}, but nothing else that needs a scope:

  npm run token -- phone-app ${SCOPES[0]}`,
};

const { operands } = readArguments(COMMAND);
try {
  process.stdout.write(messageOf(makeToken(operands, randomBytes)));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${usageOf(COMMAND)}`);
  process.exitCode = 1;
}

function messageOf({ token, entry }: NewToken): string {
  return `The token, for the caller alone. It is shown this once and stored nowhere:

  ${token}

The caller sends it with every request:

  Authorization: Bearer ${token}

The operator sets this on the server; a further token follows after a comma:

  AUTH_TOKENS=${entry}
`;
}
