/** Asks again when an answer is no longer fresh: the code of docs/clients/README.md. */

/** For how long an answer stays fresh from now on, in milliseconds. */
export function freshMs({ headers }: Response): number {
  const maxAge = /\bmax-age=(\d+)/.exec(headers.get('cache-control') ?? '')?.[1] ?? '0';
  return Math.max(0, Number(maxAge) - Number(headers.get('age') ?? 0)) * 1000;
}

/** A `fetch` that tells how long each answer stays fresh. */
export const tellingFreshness =
  (tell: (ms: number) => void, fetch = globalThis.fetch): typeof fetch =>
  async (input, init) => {
    const response = await fetch(input, init);
    tell(freshMs(response));
    return response;
  };
