/**
 * Faults that a test injects between a vendor and its caller. Chooses the fault for a call; vendor-server.ts carries it out.
 */

/** Every part is optional, and they combine. Without `match` a fault applies to every path, without `times` to every call. */
export interface Fault {
  /** The exact path, or a pattern for it; without the query. */
  match?: string | RegExp;
  times?: number;
  /** Replaces the vendor's status. From 400 on, and without `body`, the body is a short message instead of the vendor's. */
  status?: number;
  /** Added to the vendor's headers; replace those of the same name. */
  headers?: Record<string, string>;
  /** Replaces the vendor's body: text and bytes are sent as they are, an object as JSON. */
  body?: string | object | Buffer;
  /** Changes the vendor's JSON. */
  transform?: (json: unknown) => unknown;
  redirectTo?: string;
  delayMs?: number;
  /** The body is sent one byte at a time, with this pause after each. */
  dripMs?: number;
  /** The request is never answered. */
  hang?: boolean;
  reset?: 'before' | 'mid-body';
}

interface FaultList {
  inject(fault: Fault): () => void;
  /** The oldest fault that matches. Each time it is taken, one of its `times` is used. */
  take(path: string): Fault | undefined;
}

export function createFaultList(): FaultList {
  const faults: { fault: Fault; left: number }[] = [];
  return {
    inject(fault) {
      const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
      faults.push(entry);
      return () => {
        entry.left = 0;
      };
    },
    take(path) {
      const entry = faults.find(({ fault, left }) => left > 0 && matches(fault.match, path));
      if (entry) entry.left -= 1;
      return entry?.fault;
    },
  };
}

function matches(match: string | RegExp | undefined, path: string): boolean {
  if (match === undefined) return true;
  return typeof match === 'string' ? match === path : path.search(match) >= 0;
}
