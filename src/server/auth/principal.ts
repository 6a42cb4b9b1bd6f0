/** The identity that authentication proves. */
import type { Scope } from '../../config/values.ts';

export interface Principal {
  /** May be logged: `token:NAME`, `jwt:` and a hash, or without authentication `address:ADDRESS`. */
  readonly name: string;
  /** The name of the token, or `sub`: for the caller alone, never logged. Null without authentication. */
  readonly subject: string | null;
  readonly scopes: ReadonlySet<Scope>;
}
