/** The field `asOf`: when the oldest answer of a source behind an object was read. */
import type { GraphQLFieldResolver } from 'graphql';
import { createProvenance, recordCalls, recordPart, showReadAtMs } from '../provenance.ts';
import { type Awaitable, whenReady } from '../time/ready.ts';
import type { Context } from './context.ts';
import { selectionOf } from './selection.ts';

/** What a resolver may return with an object that reads on later. */
export interface ReadsOn {
  /** Ends when all that is selected of the object was read. Never rejects. */
  readsOn?(): Awaitable<unknown>;
}

type Resolve = GraphQLFieldResolver<unknown, Context>;

/** Wraps the resolver of a field whose objects have the field `asOf`. Where that is not selected, nothing is recorded for it. */
export const withAsOf =
  (resolve: Resolve): Resolve =>
  (parent, args, context, info) => {
    if (!selectionOf(info)('asOf')) return resolve(parent, args, context, info);
    const read = createProvenance();
    recordPart(read);
    const asOf = ({ readsOn = nothing }: ReadsOn) =>
      whenReady(recordCalls(read, readsOn), () => {
        const readAtMs = showReadAtMs(read);
        return readAtMs === undefined ? null : new Date(readAtMs);
      });
    return whenReady(
      recordCalls(read, () => resolve(parent, args, context, info) as Awaitable<object | null>),
      // Several requests may share the object.
      (object) => object && Object.create(object, { asOf: { value: () => asOf(object) } }),
    );
  };

const nothing = (): void => {};
