/** Types of the part of negotiator that response.ts uses. `@types/negotiator` lacks the option `preferred`. */
declare module 'negotiator' {
  import type { IncomingMessage } from 'node:http';

  export default class Negotiator {
    constructor(request: Pick<IncomingMessage, 'headers'>);
    /** The encoding that `Accept-Encoding` prefers; among equal ones the first in `preferred`. Undefined if it accepts none. */
    encoding<Name extends string>(
      available: readonly Name[],
      options: { readonly preferred: readonly Name[] },
    ): Name | undefined;
  }
}
