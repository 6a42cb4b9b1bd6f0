/**
 * An LRU cache bounded in bytes, for each owner and in all. If there is no room it evicts the least recently used value of
 * the owner above its own bound, or of the largest owner. So no owner loses values to one that has more.
 */

export interface ByteBudget<Value> {
  /** Counts as a use. */
  get(name: string): Value | undefined;
  /** A name that exists stays with its owner and is counted once. A value larger than the whole bound is not stored. */
  set(owner: string, name: string, value: Value): void;
  delete(name: string): void;
  clear(): void;
}

interface ByteBudgetOptions<Value> {
  readonly bytesPerOwner: number;
  readonly bytesInAll: number;
  bytesOf(value: Value): number;
  /** Called for each value that is evicted for lack of room. */
  evicted?(name: string, value: Value): void;
}

interface Account<Value> {
  bytes: number;
  /** The least recently used value stands first. */
  readonly values: Map<string, Value>;
}

/** An empty cache. */
export function createByteBudget<Value>(options: ByteBudgetOptions<Value>): ByteBudget<Value> {
  const { bytesPerOwner, bytesInAll, bytesOf } = options;
  const accounts = new Map<string, Account<Value>>();
  const ownerOf = new Map<string, string>();
  let bytes = 0;

  return {
    get: (name) => {
      const taken = take(name);
      if (!taken) return undefined;
      put(taken.owner, name, taken.value);
      return taken.value;
    },
    set: (owner, name, value) => {
      const before = take(name);
      if (bytesOf(value) > Math.min(bytesPerOwner, bytesInAll)) return;
      const account = put(before?.owner ?? owner, name, value);
      while (account.bytes > bytesPerOwner) evictFrom(account);
      while (bytes > bytesInAll) evictFrom(largestOf(accounts.values(), account));
    },
    delete: (name) => {
      take(name);
    },
    clear: () => {
      accounts.clear();
      ownerOf.clear();
      bytes = 0;
    },
  };

  function put(owner: string, name: string, value: Value): Account<Value> {
    const account = accounts.get(owner) ?? { bytes: 0, values: new Map<string, Value>() };
    accounts.set(owner, account);
    account.values.set(name, value);
    ownerOf.set(name, owner);
    account.bytes += bytesOf(value);
    bytes += bytesOf(value);
    return account;
  }

  /** Removes a name, and returns its value. */
  function take(name: string): { readonly owner: string; readonly value: Value } | undefined {
    const owner = ownerOf.get(name);
    const account = owner === undefined ? undefined : accounts.get(owner);
    const value = account?.values.get(name);
    if (owner === undefined || account === undefined || value === undefined) return undefined;
    account.values.delete(name);
    ownerOf.delete(name);
    account.bytes -= bytesOf(value);
    bytes -= bytesOf(value);
    if (account.values.size === 0) accounts.delete(owner);
    return { owner, value };
  }

  function evictFrom({ values }: Account<Value>): void {
    const [name] = values.keys();
    const taken = name === undefined ? undefined : take(name);
    if (name !== undefined && taken) options.evicted?.(name, taken.value);
  }
}

function largestOf<Value>(accounts: Iterable<Account<Value>>, first: Account<Value>): Account<Value> {
  let largest = first;
  for (const account of accounts) if (account.bytes > largest.bytes) largest = account;
  return largest;
}
