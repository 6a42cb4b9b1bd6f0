/**
 * An LRU cache bounded in bytes, for each owner and in all. If there is no room it evicts the least recently used value of
 * the owner above its own bound, or of the largest owner. So no owner loses values to one that has more.
 */
import { ForgetfulMap } from '../../forgetful-map.ts';

export interface ByteBudget<Value> {
  /** Counts as a use. */
  get(name: string): Value | undefined;
  /** Does not count as a use. */
  peek(name: string): Value | undefined;
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
  /** Called for each value that is not in the cache any more: replaced, deleted, cleared or evicted. */
  removed?(value: Value): void;
}

interface Account<Value> {
  bytes: number;
  /** The least recently used value stands first. */
  readonly values: ForgetfulMap<string, Value>;
}

/** An empty cache. */
export function createByteBudget<Value>(options: ByteBudgetOptions<Value>): ByteBudget<Value> {
  const { bytesPerOwner, bytesInAll, bytesOf } = options;
  const accounts = new Map<string, Account<Value>>();
  const ownerOf = new Map<string, string>();
  let bytes = 0;

  return {
    get: (name) => {
      const values = valuesWith(name);
      const value = values?.get(name);
      if (values === undefined || value === undefined) return undefined;
      // The one that was used last stands last.
      values.delete(name);
      values.set(name, value);
      return value;
    },
    peek: (name) => valuesWith(name)?.get(name),
    set: (owner, name, value) => {
      const before = remove(name);
      if (bytesOf(value) > Math.min(bytesPerOwner, bytesInAll)) return;
      const account = put(before?.owner ?? owner, name, value);
      while (account.bytes > bytesPerOwner) evictFrom(account);
      while (bytes > bytesInAll) evictFrom(largestOf(accounts.values(), account));
    },
    delete: (name) => {
      remove(name);
    },
    clear: () => {
      const removed = [...accounts.values()].flatMap(({ values }) => [...values.values()]);
      accounts.clear();
      ownerOf.clear();
      bytes = 0;
      for (const value of removed) options.removed?.(value);
    },
  };

  function valuesWith(name: string): ForgetfulMap<string, Value> | undefined {
    const owner = ownerOf.get(name);
    return owner === undefined ? undefined : accounts.get(owner)?.values;
  }

  function put(owner: string, name: string, value: Value): Account<Value> {
    const account = accounts.get(owner) ?? { bytes: 0, values: new ForgetfulMap<string, Value>() };
    accounts.set(owner, account);
    account.values.set(name, value);
    ownerOf.set(name, owner);
    account.bytes += bytesOf(value);
    bytes += bytesOf(value);
    return account;
  }

  /** Removes a name, and returns its value. */
  function remove(name: string): { readonly owner: string; readonly value: Value } | undefined {
    const owner = ownerOf.get(name);
    const account = owner === undefined ? undefined : accounts.get(owner);
    const value = account?.values.get(name);
    if (owner === undefined || account === undefined || value === undefined) return undefined;
    account.values.delete(name);
    ownerOf.delete(name);
    account.bytes -= bytesOf(value);
    bytes -= bytesOf(value);
    if (account.values.size === 0) accounts.delete(owner);
    options.removed?.(value);
    return { owner, value };
  }

  function evictFrom({ values }: Account<Value>): void {
    const [name] = values.keys();
    const evicted = name === undefined ? undefined : remove(name);
    if (name !== undefined && evicted) options.evicted?.(name, evicted.value);
  }
}

function largestOf<Value>(accounts: Iterable<Account<Value>>, first: Account<Value>): Account<Value> {
  let largest = first;
  for (const account of accounts) if (account.bytes > largest.bytes) largest = account;
  return largest;
}
