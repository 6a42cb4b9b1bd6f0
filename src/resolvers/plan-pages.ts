/** The pages of lists that a field requests, for the plan. */
import { BadInputError } from '../errors.ts';
import type { PageRequest, WholePageArguments } from '../relay/connection.ts';
import { unverifiedPosition } from '../relay/cursor.ts';

/** A parent of a field, undefined if it is not known, and the page that the field requests. */
interface ParentPage<Parent> {
  readonly parent: Parent | undefined;
  readonly page: PageRequest;
}

/**
 * The page that a field requests of each parent. A cursor is good for the list of one parent: the others are left out, since
 * the field fails for them. Throws that error if it fails for all. If the parents are not known, any cursor counts as good.
 */
export function pagesOf<Parent>(
  parents: readonly Parent[] | null,
  { first, after, last, before }: WholePageArguments,
  pageFor: (parent: Parent | undefined, page: WholePageArguments) => PageRequest,
): readonly ParentPage<Parent>[] {
  const start = pageFor(undefined, { first, last });
  if (typeof after !== 'string' && typeof before !== 'string') {
    return (parents ?? [undefined]).map((parent) => ({ parent, page: start }));
  }
  if (!parents) {
    if (typeof before === 'string') unverifiedPosition(before, 'before');
    const position = typeof after === 'string' ? unverifiedPosition(after) : null;
    return [{ parent: undefined, page: { ...start, after: position } }];
  }
  let failure: BadInputError | undefined;
  const pages = parents.flatMap((parent) => {
    try {
      return [{ parent, page: pageFor(parent, { first, after, last, before }) }];
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error;
      failure = error;
      return [];
    }
  });
  if (pages.length === 0 && failure) throw failure;
  return pages;
}
