/**
 * Values under names, each on the account of its owner, within so many bytes per owner and in all. Where there is no room,
 * the value that was used longest ago leaves: of the owner who has too much, or of the one who has most. So nobody's
 * values leave because of an owner who has more than they have.
 */

export interface ByteBudget<Value> {
  /** Counts as a use. */
  get(name: string): Value | undefined;
  /** A name that is there stays with its owner and is counted once. What is too large for any room is not kept. */
  set(owner: string, name: string, value: Value): void;
  delete(name: string): void;
  clear(): void;
}

interface ByteBudgetOptions<Value> {
  readonly bytesPerOwner: number;
  readonly bytesInAll: number;
  bytesOf(value: Value): number;
  /** Told of what had to leave because there was no room. */
  evicted?(name: string, value: Value): void;
}

interface Account<Value> {
  bytes: number;
  /** What was used longest ago stands first. */
  readonly values: Map<string, Value>;
}

export function createByteBudget<Value>(options: ByteBudgetOptions<Value>): ByteBudget<Value> {
  const { bytesPerOwner, bytesInAll, bytesOf } = options;
  const accounts = new Map<string, Account<Value>>();
  const ownerOf = new Map<string, string>();
  let bytes = 0;

  function put(owner: string, name: string, value: Value): Account<Value> {
    const account = accounts.get(owner) ?? { bytes: 0, values: new Map<string, Value>() };
    accounts.set(owner, account);
    account.values.set(name, value);
    ownerOf.set(name, owner);
    account.bytes += bytesOf(value);
    bytes += bytesOf(value);
    return account;
  }

  /** Returns what stood under the name. */
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
}

function largestOf<Value>(accounts: Iterable<Account<Value>>, first: Account<Value>): Account<Value> {
  let largest = first;
  for (const account of accounts) if (account.bytes > largest.bytes) largest = account;
  return largest;
}
