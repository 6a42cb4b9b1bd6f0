/** The pages of lists that a field requests, for the plan. */
import { BadInputError } from '../errors.ts';
import type { PageArguments, PageRequest } from '../relay/connection.ts';
import { unverifiedPosition } from '../relay/cursor.ts';
import type { BookingNeed } from '../sources/calcom/planner.ts';
import { positionOf } from './bookings.ts';
import type { PlannedField } from './plan-rule.ts';

/**
 * The pages that the parents of a field request, each once: a cursor is good for the list of one parent, and the fields of the
 * others fail. Throws the `BadInputError` of `pageFor` if it fails for all. If the parents are not known, any cursor counts as
 * good.
 */
export function validOf<Parent>(
  parents: readonly Parent[] | null,
  args: PageArguments,
  pageFor: (parent: Parent | undefined, page: PageArguments) => PageRequest,
): readonly PageRequest[] {
  const { first, after } = args;
  const start = pageFor(undefined, { first });
  if (typeof after !== 'string') return [start];
  if (!parents) return [{ ...start, after: unverifiedPosition(after) }];
  let failure: BadInputError | undefined;
  const pages = parents.flatMap((parent) => {
    try {
      return [pageFor(parent, args)];
    } catch (error) {
      if (!(error instanceof BadInputError)) throw error;
      failure = error;
      return [];
    }
  });
  if (pages.length === 0 && failure) throw failure;
  return pages;
}

/** What a field selects of a list of bookings. */
export const bookingNeed = ({ after, size }: PageRequest, { selects }: Pick<PlannedField, 'selects'>): BookingNeed => ({
  page: { after: after && positionOf(after), first: size },
  total: selects('totalCount'),
  complete: selects('complete'),
});
