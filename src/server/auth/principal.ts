/** The identity that authentication proves. */
import type { Scope } from '../../config/values.ts';

export interface Principal {
  /** May be logged: `token:NAME`, `jwt:` and a hash, or without authentication `address:ADDRESS`. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
}
