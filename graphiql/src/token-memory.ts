/** The `Authorization` that the server accepted: every tab of the page uses it, and it is stored nowhere. */

export interface TokenState {
  /** The value of the header that was accepted last. */
  readonly accepted?: string;
  /** Whether the last request that the server rejected as unauthenticated had a token. */
  readonly isRejected: boolean;
}

export interface TokenMemory {
  /** The same object until something changes. */
  read(): TokenState;
  /** Calls `listener` at each change. Returns the function that unsubscribes. */
  subscribe(listener: () => void): () => void;
  /** Notes the status of an answer: `sent` is the value of the header of its request, undefined for none. */
  note(sent: string | undefined, status: number): void;
}

/** The code of an answer to a request without a valid token. */
export const UNAUTHENTICATED = 'UNAUTHENTICATED';
const UNAUTHORIZED = 401;

export function createTokenMemory(): TokenMemory {
  let state: TokenState = { isRejected: false };
  const listeners = new Set<() => void>();
  const change = ({ accepted, isRejected }: TokenState): void => {
    if (accepted === state.accepted && isRejected === state.isRejected) return;
    state = { accepted, isRejected };
    for (const listener of listeners) listener();
  };
  return {
    read: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    note: (sent, status) => {
      const { accepted, isRejected } = state;
      if (status === UNAUTHORIZED) {
        // A token that is no longer valid must not be sent again: the server may answer without one.
        change({ accepted: sent === accepted ? undefined : accepted, isRejected: sent !== undefined });
      } else if (status >= 200 && status < 300) {
        change({ accepted: sent ?? accepted, isRejected });
      }
    },
  };
}

/** The value of the header, however its name is spelt; undefined where there is none. */
export function authorizationIn(headers: Readonly<Record<string, unknown>> = {}): string | undefined {
  const [, value] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  return value === undefined || value === null ? undefined : String(value);
}
