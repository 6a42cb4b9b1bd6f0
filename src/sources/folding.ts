/** How names and e-mails are compared and searched: without regard to case and diacritics. Knows no vendor. */

/** In UTF-16 code units. A longer text is not treated as a name: it is never folded, linked or searched. */
export const LONGEST_NAME = 200;
/** The same for an e-mail: 64 octets, an @ and 255 octets (RFC 5321, section 4.5.3.1). */
export const LONGEST_EMAIL = 320;

/** Whether a text is short enough for a name. */
export const mayBeName = (text: string): boolean => text.length <= LONGEST_NAME;
/** Whether a text is short enough for an e-mail. */
export const mayBeEmail = (text: string): boolean => text.length <= LONGEST_EMAIL;

/** An e-mail for comparison: trimmed, in lower case. Nothing else is folded. */
export const foldEmail = (email: string): string => email.trim().toLowerCase();

/** Whether a text is printable ASCII, so that only its case needs folding. Most texts are, and folding is slow. */
export const isAscii = (text: string): boolean => /^[ -~]*$/.test(text);

/** A text without regard to case, composed (NFC). Compatibility characters, such as ² or ﬁ, are kept. */
export const foldCase = (text: string): string =>
  isAscii(text)
    ? text.toLowerCase()
    : text
        .normalize('NFC')
        // Upper case makes ß and ss equal. It would also split ligatures (U+FB00 to U+FB17), so they are left out.
        .replace(/[^\uFB00-\uFB17]+/g, (part) => part.toLowerCase().toUpperCase().toLowerCase())
        .replaceAll('ς', 'σ')
        .normalize('NFC');

/** A text without regard to case and to the diacritics of Latin and Greek. In other scripts a mark makes another letter. */
export const foldText = (text: string): string => (isAscii(text) ? text.toLowerCase() : foldMarks(text));

const foldMarks = (text: string): string =>
  foldCase(text.normalize('NFD').replace(/([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu, '$1')).replace(
    /[đħłøŧ]/g,
    (letter) => STROKED[letter] ?? letter,
  );

/** Letters whose stroke Unicode does not decompose. */
const STROKED: Readonly<Record<string, string>> = { đ: 'd', ħ: 'h', ł: 'l', ø: 'o', ŧ: 't' };

/** The texts by which a search finds a person, folded. Fold them once and use them for each search. */
export const searchTextsOf = ({
  name,
  username,
  email,
}: Readonly<Record<'name' | 'username' | 'email', string | null>>): readonly string[] =>
  [
    ...[name, username].filter((text) => text !== null && mayBeName(text)),
    ...[email].filter((text) => text !== null && mayBeEmail(text)),
  ].map((text) => foldText(text ?? ''));

/** Whether one of the folded texts contains a folded search text. */
export const isFoundIn = (texts: readonly string[], folded: string): boolean =>
  texts.some((text) => text.includes(folded));
