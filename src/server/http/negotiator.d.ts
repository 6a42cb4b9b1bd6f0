/** Types of the part of negotiator that is used here. `@types/negotiator` lacks the option `preferred`. */
declare module 'negotiator' {
  import type { IncomingMessage } from 'node:http';

  export default class Negotiator {
    constructor(request: Pick<IncomingMessage, 'headers'>);
    /** The encoding that `Accept-Encoding` prefers; among equal ones the first in `preferred`. Undefined if it accepts none. */
    encoding<Name extends string>(
      available: readonly Name[],
      options: { readonly preferred: readonly Name[] },
    ): Name | undefined;
    /** The media type that `Accept` prefers; among equal ones the first in `Accept`. Undefined if it accepts none. */
    mediaType<Type extends string>(available: readonly Type[]): Type | undefined;
  }
}
