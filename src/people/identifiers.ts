/** Identifiers: what points to a person in the people file, namely a record of a source, an e-mail, or a name in ALO. Pure. */
import type { Source } from '../errors.ts';
import { foldEmail } from '../sources/folding.ts';
import { nameKey } from './names.ts';
import { recordKey } from './user.ts';

export type Identifier =
  | { readonly kind: 'record'; readonly source: Source; readonly sourceId: string }
  | { readonly kind: 'email'; readonly email: string }
  | { readonly kind: 'name'; readonly name: string };

/** Reads an identifier as the people file writes it, such as `email:bob@example.com`. Undefined if the text is not one. */
export function parseIdentifier(text: string): Identifier | undefined {
  const colon = text.indexOf(':');
  const [kind, value] = [text.slice(0, colon), text.slice(colon + 1).trim()];
  if (kind === 'calcom' && /^[1-9]\d{0,18}$/.test(value)) return { kind: 'record', source: 'CALCOM', sourceId: value };
  if (kind === 'saleshandy' && /^[\x21-\x7e]{1,128}$/.test(value)) {
    return { kind: 'record', source: 'SALESHANDY', sourceId: value };
  }
  if (kind === 'email' && /^[^\s@]+@[^\s@]+$/.test(value)) return { kind: 'email', email: value };
  return kind === 'alo' && value !== '' ? { kind: 'name', name: value } : undefined;
}

/** The key by which identifiers are compared: two that mean the same have the same key. */
export function identifierKey(identifier: Identifier): string {
  switch (identifier.kind) {
    case 'record':
      return recordKey(identifier.source, identifier.sourceId);
    case 'email':
      return emailKey(identifier.email);
    case 'name':
      return aloNameKey(identifier.name);
  }
}

/** The `identifierKey` of an e-mail. */
export const emailKey = (email: string): string => `email:${foldEmail(email)}`;

/** The `identifierKey` of a name in ALO. */
export const aloNameKey = (name: string): string => `alo:${nameKey(name)}`;
