/** What all answers of Cal.com have in common: the envelope, ids, texts and placeholders. */
import { z } from 'zod';
import { isPlaceholder, json, numericId, text } from '../scalars.ts';

/** The envelope of each answer. A 200 with `status: "error"` does not fit. */
export const envelope = <Fields extends z.ZodRawShape>(fields: Fields) =>
  z.object({ status: z.literal('success'), ...fields });

/** Cal.com's ids are JSON numbers. A larger one, written as a text, could not be requested. */
export const calcomId = numericId.refine((id) => Number.isSafeInteger(Number(id)));

/** UNDOCUMENTED: the mark before the reason if the host requested another time. */
const RESCHEDULE_REQUEST = '$RCH$';

/**
 * A text without Cal.com's marks; null for a placeholder. Cal.com writes "unknown" in all fields of a deleted organizer, for a
 * username that was never set, and for stored values that it can no longer read.
 */
function writtenText(value: string): string | null {
  const first = value.charCodeAt(0);
  if (first > 0x20 && first < 0x7f && first !== 0x24 && first !== 0x75) return value;
  const start = value.trimStart();
  const written = start.startsWith(RESCHEDULE_REQUEST) ? start.slice(RESCHEDULE_REQUEST.length).trim() : value;
  return written === '' || isPlaceholder(written) ? null : written;
}

/** A text; null if it is absent, blank or a placeholder. Sandbox: calcom-unreadable-texts */
export const knownText = text.transform((value) => value && writtenText(value));

/** The answers to a form, as any JSON; null if they are absent. A placeholder in it becomes null, or is left out of a list. */
export const formAnswers = json.transform((value) => (isWritten(value) ? value : withoutPlaceholders(value)));

/** Whether there is nothing to replace, as in nearly all answers, so that no copy is made. */
function isWritten(value: unknown): boolean {
  if (typeof value === 'string') return value === '' || writtenText(value) === value;
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isWritten);
  for (const key in value) if (!isWritten((value as Json)[key])) return false;
  return true;
}

type Json = Readonly<Record<string, unknown>>;

function withoutPlaceholders(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? value : writtenText(value);
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return value;
  if (!Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutPlaceholders(item)]));
  }
  return value.flatMap((item) => {
    const written = withoutPlaceholders(item);
    return written === null && item !== null ? [] : [written];
  });
}

/** The e-mail of a managed user ends, before the @, in `+` and the id of the client that manages the user. */
const MANAGED_SUFFIX = /\+[a-z0-9]{25}(?=@[^@]*$)/i;
/** The person's own e-mail. */
export const unmanaged = (email: string): string => email.replace(MANAGED_SUFFIX, '');
/** The e-mail of a person, without the suffix of a managed user; null if it is absent or a placeholder. */
export const personEmail = knownText.transform((email) => email && unmanaged(email));
