/** Who sends a request, as authentication established it. */
import type { Scope } from '../../config/values.ts';

export interface Principal {
  /** Fit for a log: `token:NAME`, `jwt:` and a hash, or `address:ADDRESS` where authentication is off. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
}
