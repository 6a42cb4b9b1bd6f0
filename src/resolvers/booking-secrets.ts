/** What attendees told of themselves in a booking, and whether any of it stands in a text. */
import type { Booking } from '../sources/calcom/model.ts';
import { createPhrases, digitsOf, fold, lettersOf, readingsOf } from './phrases.ts';

export interface BookingSecrets {
  /** Whether an attendee's e-mail or phone number stands in a text. */
  hasContact(text: string): boolean;
  /** The same, or one of their answers. */
  hasAny(text: string): boolean;
}

/** The fewest characters of an answer that is private, and of an e-mail. */
const SHORTEST_ANSWER = 6;
const SHORTEST_EMAIL = 5;
/** The fewest digits of a phone number, and those at its end by which it is known: how it begins depends on the country. */
const SHORTEST_PHONE = 5;
const PHONE_TAIL = 8;

/** What Cal.com writes in place of what it cannot tell. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(['unknown', '$rch$']);

/** Words of Cal.com's own for where a booking takes place. */
const LOCATION_WORDS = [
  ...['inPerson', 'in-person', 'attendeeInPerson', 'userPhone', 'phone call', 'somewhereElse', 'conferencing'],
  ...['online', 'integrations', 'organizer', 'Cal.com', 'Cal Video', 'daily video', 'Google Meet', 'Microsoft Teams'],
  ...['Office 365 video', 'Zoom video', 'web conference', 'meeting'],
].map((word) => lettersOf(fold(word)));
/** Those of them after which what is told is the host's place, not the attendee's. */
const HOSTS_PLACES: ReadonlySet<string> = new Set(['inperson', 'link', 'conferencing']);

const known = new WeakMap<Booking, BookingSecrets>();

/** The secrets of a booking; looked for once, and each text is judged once. */
export function secretsOf(booking: Booking): BookingSecrets {
  const secrets = known.get(booking) ?? findSecrets(booking);
  known.set(booking, secrets);
  return secrets;
}

function findSecrets(booking: Booking): BookingSecrets {
  const { hosts, attendees, guests, eventType, cancellation, rescheduling } = booking;
  const location = booking.location && fold(booking.location);
  const emails = createPhrases(SHORTEST_EMAIL);
  const phones = createPhrases(SHORTEST_PHONE);
  /** By letters and digits alone. */
  const answers = createPhrases(SHORTEST_ANSWER);
  /** Those that are nearly all punctuation. */
  const bareAnswers = createPhrases(SHORTEST_ANSWER);
  const openEmails = new Set(hosts.flatMap(({ email, displayEmail }) => [email, displayEmail ?? null]).map(foldMaybe));
  /** What everybody may read, as `lettersOf` has it. */
  const open = new Set([...LOCATION_WORDS, ...[...openEmails].map(lettersOf)]);

  const addEmail = (email: string | null): void => {
    const folded = foldMaybe(email);
    if (!openEmails.has(folded) && !PLACEHOLDERS.has(folded)) emails.add(folded);
  };
  const addPhone = (digits: string): void => phones.add(digits.slice(-PHONE_TAIL));
  const addContacts = (text: string): void => {
    for (const email of emailsIn(text)) addEmail(email);
    for (const phone of phonesIn(text)) addPhone(digitsOf(phone));
  };
  const addName = (name: string): void => {
    const folded = fold(name);
    const [first, ...others] = folded.split(/[^\p{L}\p{M}\p{N}]+/u);
    for (const part of [lettersOf(folded), first ?? '', others.join(''), ...others]) open.add(part);
  };
  const addAnswer = (answer: string): void => {
    const folded = fold(answer);
    const letters = lettersOf(folded);
    if (open.has(letters) || PLACEHOLDERS.has(folded) || isIntegration(folded)) return;
    addContacts(answer);
    if (!isSixLong(folded) || isEmail(folded)) return;
    if (letters.length >= SHORTEST_ANSWER) answers.add(letters);
    else bareAnswers.add(folded);
  };

  /** What is answered to one question: each text of it, and texts of one list together. */
  function addAnswers(value: unknown): void {
    for (const texts of listsOfTexts(value)) {
      for (const text of texts) addAnswer(text);
      const told = texts.filter((text) => !open.has(lettersOf(fold(text))));
      if (told.length < 2) continue;
      addAnswer(told.join(' '));
      addAnswer([...told.slice(0, -1), 'and', ...told.slice(-1)].join(' '));
    }
  }

  /** Cal.com echoes where a booking takes place, also where the host chose it: `{ value, optionValue }`. */
  function addLocation(value: unknown): void {
    const { optionValue, ...choice } = isObject(value) ? value : { value };
    const chosen = listsOfTexts(choice).flat();
    const isHere = (text: string): boolean => isObject(value) && fold(text) === location && !isContact(text);
    const isHosts = chosen.some((text) => isHere(text) || HOSTS_PLACES.has(lettersOf(fold(text))));
    for (const text of chosen) if (!isWebAddress(text) && !isHere(text)) addAnswer(text);
    for (const text of listsOfTexts(optionValue).flat()) {
      if (!isWebAddress(text) && !(isHosts && isHere(text))) addAnswer(text);
    }
  }

  const forms = [booking, ...attendees].map(({ fieldResponses }) => fieldResponses);
  const fields = forms.flatMap((form): (readonly [string, unknown])[] =>
    isObject(form) ? Object.entries(form) : [['', form]],
  );
  const names = [
    ...[...hosts, ...attendees].map(({ name }) => name ?? ''),
    eventType?.slug ?? '',
    ...fields.flatMap(([field, value]) =>
      field === 'name' ? listsOfTexts(value).flatMap((texts) => [texts.join(' '), ...texts]) : [],
    ),
  ];
  for (const name of names) addName(name);
  // What has no letters is no name.
  open.delete('');
  for (const name of names) addContacts(name);
  for (const { email, displayEmail, phoneNumber } of attendees) {
    addEmail(email);
    addEmail(displayEmail);
    if (phoneNumber !== null) addContacts(phoneNumber);
    addPhone(digitsOf(foldMaybe(phoneNumber)));
  }
  for (const email of [...(guests ?? []), cancellation?.byEmail, rescheduling?.byEmail]) addEmail(email ?? null);
  for (const [field, value] of fields) {
    if (field === 'location') addLocation(value);
    else if (field !== 'name') addAnswers(value);
  }

  const hasContactIn = (folded: string): boolean =>
    (folded.includes('@') && emails.standIn(folded)) || phones.standIn(digitsOf(folded));
  const hasAnyIn = (folded: string): boolean =>
    hasContactIn(folded) || answers.standIn(lettersOf(folded)) || bareAnswers.standIn(folded);
  return {
    hasContact: remember((text) => readingsOf(text).some((reading) => hasContactIn(fold(reading)))),
    hasAny: remember((text) => readingsOf(text).some((reading) => hasAnyIn(fold(reading)))),
  };
}

function remember(judge: (text: string) => boolean): (text: string) => boolean {
  const verdicts = new Map<string, boolean>();
  return (text) => {
    const verdict = verdicts.get(text) ?? judge(text);
    verdicts.set(text, verdict);
    return verdict;
  };
}

const foldMaybe = (text: string | null): string => fold(text ?? '');

const isSixLong = (folded: string): boolean => [...folded.slice(0, 2 * SHORTEST_ANSWER)].length >= SHORTEST_ANSWER;

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The texts and numbers in a JSON value, those of one list or object together. Takes any depth. */
function listsOfTexts(value: unknown): string[][] {
  const lists: string[][] = [];
  const left: unknown[] = [[value]];
  for (let inner = left.pop(); inner !== undefined; inner = left.pop()) {
    const items: unknown[] = Object.values(Object(inner));
    lists.push(items.flatMap((item) => (typeof item === 'string' || typeof item === 'number' ? String(item) : [])));
    for (const item of items) if (typeof item === 'object' && item !== null) left.push(item);
  }
  return lists;
}

/** Written without a regular expression, which would look at each dot again from every other. */
function isEmail(word: string): boolean {
  const at = word.lastIndexOf('@');
  return at > 0 && word.indexOf('.', at) > at + 1 && !word.includes(' ');
}

/** The e-mails in a text. */
export const emailsIn = (text: string): string[] =>
  readingsOf(text)
    .flatMap((reading) => fold(reading).split(/[\s<>()[\]{}"',;:|/\\?&=]+/))
    .map((word) => word.replace(/[.!]{1,9}$/, ''))
    .filter(isEmail);

/** Seven digits with nothing but the usual separators between them; fewer are a house or a room. */
const PHONE_NUMBER = /\d(?:[ ().+/\p{Pd}]*\d){6,}/gu;

/** The phone numbers in a text. */
export const phonesIn = (text: string): string[] =>
  readingsOf(text).flatMap((reading) => fold(reading).match(PHONE_NUMBER) ?? []);

/** Whether a text tells how to reach somebody. */
export const isContact = (text: string): boolean => text.includes('@') || phonesIn(text).length > 0;

export const isWebAddress = (text: string): boolean => /^https?:\/\/\S+$/i.test(text.trim());

/** How Cal.com names an application for meetings: `integrations:google:meet`. */
const isIntegration = (folded: string): boolean => /^integrations:[\w:-]+$/.test(folded);
