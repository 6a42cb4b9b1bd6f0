/** What to do about a page that is too large to be read. */
import { SourceError } from '../../errors.ts';

/** By how much a page is made smaller. */
const SHRINK = 5;

/** How many rows to ask for instead; undefined where fewer rows would not help. */
export const smallerPage = (error: unknown, take: number): number | undefined =>
  error instanceof SourceError && error.reason === 'TOO_LARGE' && take > SHRINK ? Math.ceil(take / SHRINK) : undefined;
