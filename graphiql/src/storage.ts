/** The storage of GraphiQL in the browser. Its history would keep the headers of each query, and so the token. */
const HISTORIES = ['graphiql:queries', 'graphiql:favorites'];
const NAMESPACE = 'graphiql:';

/** `localStorage` without request headers. */
export const storageWithoutHeaders = {
  getItem: (key: string): string | null => localStorage.getItem(key),
  setItem: (key: string, value: string): void =>
    localStorage.setItem(key, HISTORIES.includes(key) ? withoutHeaders(value) : value),
  removeItem: (key: string): void => localStorage.removeItem(key),
  get length(): number {
    return ownKeys().length;
  },
  clear: (): void => {
    for (const key of ownKeys()) localStorage.removeItem(key);
  },
};

const ownKeys = (): string[] => Object.keys(localStorage).filter((key) => key.startsWith(NAMESPACE));

const withoutHeaders = (json: string): string =>
  JSON.stringify(JSON.parse(json), (key, value) => (key === 'headers' ? undefined : value));
