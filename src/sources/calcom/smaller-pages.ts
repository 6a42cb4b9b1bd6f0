/** Pages that are too large to be read: 250 bookings of 40 seats each are 5.9 MB. */
import { SourceError } from '../../errors.ts';

/** By how much a page is made smaller. */
const SHRINK = 5;

/**
 * Asks for pages of a list, of at most so many rows. One that is too large to be read is asked for again with fewer rows, and so
 * are those behind it.
 */
export function smallerPages(most: number): <Page>(ask: (take: number) => Promise<Page>) => Promise<Page> {
  let take = most;
  return async (ask) => {
    for (;;) {
      try {
        return await ask(take);
      } catch (error) {
        const isTooLarge = error instanceof SourceError && error.reason === 'TOO_LARGE';
        if (!isTooLarge || take <= SHRINK) throw error;
        take = Math.ceil(take / SHRINK);
      }
    }
  };
}
