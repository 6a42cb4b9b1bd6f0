// Faults a test can put between a vendor and its caller. Which fault a call meets is decided here, how it is carried out in vendor-server.ts.

/** Every part is optional and they combine. A fault without `match` meets every path, without `times` every call. */
export interface Fault {
  /** A path, exactly, or a pattern for it; the path has no query. */
  match?: string | RegExp;
  times?: number;
  /** Instead of the vendor's own status. From 400 on, and without `body`, the body is a short message instead of the vendor's. */
  status?: number;
  /** Beside the vendor's own, or instead of those of the same name. */
  headers?: Record<string, string>;
  /** Instead of the vendor's own: text and bytes as they are, an object as JSON. */
  body?: string | object | Buffer;
  /** Changes the vendor's own JSON. */
  transform?: (json: unknown) => unknown;
  redirectTo?: string;
  delayMs?: number;
  /** The body comes one byte at a time, with this pause between two. */
  dripMs?: number;
  /** Nothing is ever answered. */
  hang?: boolean;
  reset?: 'before' | 'mid-body';
}

interface FaultList {
  inject(fault: Fault): () => void;
  /** The oldest fault that matches; taking it uses it up by one. */
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
