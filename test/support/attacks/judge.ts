/** The rules for every answer, whatever the request. */

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Stack traces and file names, which a message must not quote. */
const INTERNALS = /\n\s*at |node:internal|node_modules|file:\/\/|\/src\/|\.ts:\d|\b(Type|Reference|Range)Error\b/;

/** What is wrong with an answer; undefined where nothing is. */
export function offenceIn({ status, headers, text }: Answer, secrets: readonly string[]): string | undefined {
  if (status >= 500) return `status ${status}`;
  if (secrets.some((secret) => text.includes(secret))) return 'a secret';
  const missing = missingIn(headers);
  if (missing !== undefined) return `the header ${missing}`;
  if (status === 304) return text === '' ? undefined : 'a body of a 304';
  if (!/^application\/(graphql-response\+)?json/.test(String(headers['content-type']))) return 'no JSON by its header';
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return 'no JSON';
  }
  return offenceInBody(body);
}

/** The first required header that is missing or wrong. */
function missingIn(headers: Answer['headers']): string | undefined {
  if (headers['x-content-type-options'] !== 'nosniff') return 'x-content-type-options';
  if (!/no-store|private/.test(String(headers['cache-control']))) return 'cache-control';
  if (!/\bauthorization\b/i.test(String(headers.vary))) return 'vary';
  return ['x-powered-by', 'server'].find((name) => headers[name] !== undefined);
}

function offenceInBody(body: unknown): string | undefined {
  const { data, errors } = Object(body) as { readonly data?: unknown; readonly errors?: unknown };
  if (errors === undefined) return data === undefined ? 'neither data nor errors' : undefined;
  if (!Array.isArray(errors) || errors.length === 0) return 'an empty list of errors';
  for (const error of errors as unknown[]) {
    const { message, extensions } = Object(error) as { message?: unknown; extensions?: { code?: unknown } };
    if (typeof message !== 'string' || message === '') return 'an error without a message';
    if (!/^[A-Z_]+$/.test(String(extensions?.code))) return 'an error without a code';
    if (extensions?.code === 'INTERNAL_SERVER_ERROR') return 'an internal error';
    if (INTERNALS.test(message)) return `a message with internals: ${message}`;
  }
  return undefined;
}
