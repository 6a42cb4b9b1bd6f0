/** What all answers of Cal.com have in common. */
import { z } from 'zod';
import { isPlaceholder, numericId, text } from '../values.ts';

/** Every answer is wrapped; a 200 that says `error` is no answer. */
export const envelope = <Fields extends z.ZodRawShape>(fields: Fields) =>
  z.object({ status: z.literal('success'), ...fields });

/** Cal.com's numbers are JSON numbers: one beyond them, written as a text, is none that could be asked for. */
export const calcomId = numericId.refine((id) => Number.isSafeInteger(Number(id)));

/** UNDOCUMENTED: stands before the reason where the host asked the attendee to move the booking. */
const ASKED_TO_MOVE = '$RCH$';

/**
 * A text as somebody wrote it; null where Cal.com put its own word in its place. A deleted organizer is "unknown" in every
 * field, and so is a username that was never set, and what Cal.com cannot read any more of what it stored.
 */
function writtenText(value: string): string | null {
  const start = value.trimStart();
  const written = start.startsWith(ASKED_TO_MOVE) ? start.slice(ASKED_TO_MOVE.length).trim() : value;
  return written === '' || isPlaceholder(written) ? null : written;
}

/** A text; null for what is absent, blank, or a placeholder of Cal.com's. Sandbox: calcom-unreadable-texts */
export const knownText = text.transform((value) => value && writtenText(value));

/** Answers to a form, as they came: but a placeholder is no answer. */
export const formAnswers = z.unknown().transform(withoutPlaceholders);

function withoutPlaceholders(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? value : writtenText(value);
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return value ?? null;
  if (!Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutPlaceholders(item)]));
  }
  return value.flatMap((item) => {
    const written = withoutPlaceholders(item);
    return written === null && item !== null ? [] : [written];
  });
}

/** The e-mail of a managed user carries the id of the client that manages them: the person's own is without it. */
const MANAGED_SUFFIX = /\+[a-z0-9]{25}(?=@[^@]*$)/i;
export const unmanaged = (email: string): string => email.replace(MANAGED_SUFFIX, '');
export const personEmail = knownText.transform((email) => email && unmanaged(email));
