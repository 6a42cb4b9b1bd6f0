/** What all answers of Cal.com have in common. */
import { z } from 'zod';
import { text } from '../values.ts';

/** Every answer is wrapped; a 200 that says `error` is no answer. */
export const envelope = <Fields extends z.ZodRawShape>(fields: Fields) =>
  z.object({ status: z.literal('success'), ...fields });

// A deleted organizer is the string "unknown" in every field, and so is a username that was never set, and what Cal.com
// cannot read any more of what it stored.
export const knownText = text.transform((value) => (value === 'unknown' ? null : value));

/** The e-mail of a managed user carries the id of the client that manages them: the person's own is without it. */
const MANAGED_SUFFIX = /\+[a-z0-9]{25}(?=@[^@]*$)/i;
export const personEmail = knownText.transform((email) => email?.replace(MANAGED_SUFFIX, '') ?? null);
