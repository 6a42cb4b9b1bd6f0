/** The `Authorization` that the server accepted: it holds for the whole page, is forgotten with it and stored nowhere. */

export interface TokenState {
  /** The value of the header that was accepted last; undefined where there is none. */
  readonly accepted?: string;
  /** Whether the request that the server refused last for want of a valid token had brought one. */
  readonly isRefused: boolean;
}

export interface TokenMemory {
  /** The same object for as long as nothing has changed. */
  read(): TokenState;
  /** Calls back at each change. Returns what ends that. */
  subscribe(listener: () => void): () => void;
  /** Notes how the server took a request: `sent` is the value of its header, undefined for none. */
  note(sent: string | undefined, status: number): void;
}

/** The code of an answer to somebody without a valid token. */
export const UNAUTHENTICATED = 'UNAUTHENTICATED';
const UNAUTHORIZED = 401;

export function createTokenMemory(): TokenMemory {
  let state: TokenState = { isRefused: false };
  const listeners = new Set<() => void>();
  const change = ({ accepted, isRefused }: TokenState): void => {
    if (accepted === state.accepted && isRefused === state.isRefused) return;
    state = { accepted, isRefused };
    for (const listener of listeners) listener();
  };
  return {
    read: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    note: (sent, status) => {
      const { accepted, isRefused } = state;
      if (status === UNAUTHORIZED) {
        // A token that was good and no longer is must not stand in the way of asking without one.
        change({ accepted: sent === accepted ? undefined : accepted, isRefused: sent !== undefined });
      } else if (status >= 200 && status < 300) {
        change({ accepted: sent ?? accepted, isRefused });
      }
    },
  };
}

/** The value of the header, however its name is spelt; undefined where there is none. */
export function authorizationIn(headers: Readonly<Record<string, unknown>> = {}): string | undefined {
  const [, value] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  return value === undefined || value === null ? undefined : String(value);
}
