/** Marks: what a person may be known by, as the people file writes it and as it is compared. Pure. */
import type { Source } from '../errors.ts';
import { foldEmail } from '../sources/values.ts';
import { nameKey } from './names.ts';

/** Something that a person is known by: a record of a source, an e-mail, or a name in ALO. */
export type Mark =
  | { readonly kind: 'record'; readonly source: Source; readonly sourceId: string }
  | { readonly kind: 'email'; readonly email: string }
  | { readonly kind: 'name'; readonly name: string };

/** How a record is named in keys and in the file: `calcom:1042`. */
export const recordKey = (source: Source, sourceId: string): string => `${source.toLowerCase()}:${sourceId}`;

export const emailMark = (email: string): string => `email:${foldEmail(email)}`;
export const nameMark = (name: string): string => `alo:${nameKey(name)}`;

/** The mark as it is compared: two that mean the same are the same text. */
export function markKey(mark: Mark): string {
  switch (mark.kind) {
    case 'record':
      return recordKey(mark.source, mark.sourceId);
    case 'email':
      return emailMark(mark.email);
    case 'name':
      return nameMark(mark.name);
  }
}

/** Undefined for what is no mark. */
export function parseMark(text: string): Mark | undefined {
  const colon = text.indexOf(':');
  const [kind, value] = [text.slice(0, colon), text.slice(colon + 1).trim()];
  if (kind === 'calcom' && /^[1-9]\d{0,18}$/.test(value)) return { kind: 'record', source: 'CALCOM', sourceId: value };
  if (kind === 'saleshandy' && /^[\x21-\x7e]{1,128}$/.test(value)) {
    return { kind: 'record', source: 'SALESHANDY', sourceId: value };
  }
  if (kind === 'email' && /^[^\s@]+@[^\s@]+$/.test(value)) return { kind: 'email', email: value };
  return kind === 'alo' && value !== '' ? { kind: 'name', name: value } : undefined;
}
