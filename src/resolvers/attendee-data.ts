/**
 * The data of attendees in a booking (e-mails, phone numbers, answers in the booking form), and whether a text contains any of
 * it.
 */
import { oncePerObject } from '../once.ts';
import type { Booking } from '../sources/calcom/model.ts';
import { createPhrases, digitsOf, fold, lettersOf, readingsOf } from './phrases.ts';

export interface AttendeeData {
  /** Whether a text contains an attendee's e-mail or phone number. */
  hasContactIn(text: string): boolean;
  /** Whether a text contains any of the data: these, or an answer. */
  isIn(text: string): boolean;
}

/** In characters. Shorter answers are not private, and shorter e-mails do not exist. */
const SHORTEST_ANSWER = 6;
const SHORTEST_EMAIL = 5;
/** In digits. Phone numbers are compared by their end, because the beginning depends on the country. */
const SHORTEST_PHONE = 5;
const PHONE_TAIL = 8;

/** What Cal.com writes instead of an unknown value. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(['unknown', '$rch$']);

/** Cal.com's words for kinds of locations. */
const LOCATION_WORDS = [
  ...['inPerson', 'in-person', 'attendeeInPerson', 'userPhone', 'phone call', 'somewhereElse', 'conferencing'],
  ...['online', 'integrations', 'organizer', 'Cal.com', 'Cal Video', 'daily video', 'Google Meet', 'Microsoft Teams'],
  ...['Office 365 video', 'Zoom video', 'web conference', 'meeting'],
].map((word) => lettersOf(fold(word)));
/** The kinds whose location is the host's, not the attendee's. */
const HOST_LOCATIONS: ReadonlySet<string> = new Set(['inperson', 'link', 'conferencing']);

/** The data of a booking's attendees. Collected once for each booking; each text is checked once. */
export const attendeeDataOf = oncePerObject(collect);

function collect(booking: Booking): AttendeeData {
  const { hosts, attendees, guests, eventType, cancellation, rescheduling } = booking;
  const location = booking.location && fold(booking.location);
  const emails = createPhrases(SHORTEST_EMAIL);
  const phones = createPhrases(SHORTEST_PHONE);
  /** As `lettersOf`. */
  const answers = createPhrases(SHORTEST_ANSWER);
  /** Answers that are nearly all punctuation, as `fold`. */
  const bareAnswers = createPhrases(SHORTEST_ANSWER);
  const openEmails = new Set(hosts.flatMap(({ email, displayEmail }) => [email, displayEmail ?? null]).map(foldMaybe));
  /** Texts that every caller can read, as `lettersOf`. */
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

  /** Adds the answer to one question: each of its texts, and the texts of each list joined. */
  function addAnswers(value: unknown): void {
    for (const texts of listsOfTexts(value)) {
      for (const text of texts) addAnswer(text);
      const closed = texts.filter((text) => !open.has(lettersOf(fold(text))));
      if (closed.length < 2) continue;
      addAnswer(closed.join(' '));
      addAnswer([...closed.slice(0, -1), 'and', ...closed.slice(-1)].join(' '));
    }
  }

  /** Cal.com repeats the location as an answer, even if the host chose it: `{ value, optionValue }`. */
  function addLocation(value: unknown): void {
    const { optionValue, ...choice } = isObject(value) ? value : { value };
    const chosen = listsOfTexts(choice).flat();
    const isHere = (text: string): boolean => isObject(value) && fold(text) === location && !isContact(text);
    const isHosts = chosen.some((text) => isHere(text) || HOST_LOCATIONS.has(lettersOf(fold(text))));
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
  // A name without letters is not open.
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

  const isContactIn = (folded: string): boolean =>
    (folded.includes('@') && emails.occurIn(folded)) || phones.occurIn(digitsOf(folded));
  const isAnyIn = (folded: string): boolean =>
    isContactIn(folded) || answers.occurIn(lettersOf(folded)) || bareAnswers.occurIn(folded);
  return {
    hasContactIn: memoize((text) => readingsOf(text).some((reading) => isContactIn(fold(reading)))),
    isIn: memoize((text) => readingsOf(text).some((reading) => isAnyIn(fold(reading)))),
  };
}

function memoize(check: (text: string) => boolean): (text: string) => boolean {
  const results = new Map<string, boolean>();
  return (text) => {
    const result = results.get(text) ?? check(text);
    results.set(text, result);
    return result;
  };
}

const foldMaybe = (text: string | null): string => fold(text ?? '');

const isSixLong = (folded: string): boolean => [...folded.slice(0, 2 * SHORTEST_ANSWER)].length >= SHORTEST_ANSWER;

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The strings and numbers in a JSON value of any depth, grouped by the list or object that has them. */
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

/** Not a regular expression, which would take quadratic time in the number of dots. */
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

/** Seven or more digits with only the usual separators between them. Fewer may be the number of a house or a room. */
const PHONE_NUMBER = /\d(?:[ ().+/\p{Pd}]*\d){6,}/gu;

/** The phone numbers in a text. */
export const phonesIn = (text: string): string[] =>
  readingsOf(text).flatMap((reading) => fold(reading).match(PHONE_NUMBER) ?? []);

/** Whether a text contains an e-mail or a phone number. */
export const isContact = (text: string): boolean => text.includes('@') || phonesIn(text).length > 0;

/** Whether a text is one URL with the scheme `http` or `https`. */
export const isWebAddress = (text: string): boolean => /^https?:\/\/\S+$/i.test(text.trim());

/** Whether an answer is Cal.com's name of an application for meetings, such as `integrations:google:meet`. */
const isIntegration = (folded: string): boolean => /^integrations:[\w:-]+$/.test(folded);
