/** Which texts of a booking contain an attendee's data. */
import { describe, expect, it } from 'vitest';
import type { Scope } from '../../src/config/values.ts';
import { ForbiddenError } from '../../src/errors.ts';
import type { Context } from '../../src/resolvers/context.ts';
import { requireName, shownLocation, shownName, shownText } from '../../src/resolvers/private-texts.ts';
import type { Attendee, Booking } from '../../src/sources/calcom/model.ts';
import { bookingOf } from '../support/booking.ts';

const context = (...scopes: Scope[]) => ({ scopes: new Set(scopes) }) as unknown as Context;
const booking = (texts: Partial<Booking>): Booking =>
  bookingOf({
    hosts: [{ userId: '1', name: 'Grace Hopper', email: 'grace@example.com', username: null, timeZone: null }],
    eventType: { sourceId: '1', slug: 'product-demo' },
    ...texts,
  });
const attendee = (known: Partial<Attendee>): Attendee => ({
  name: 'Ann Lindqvist',
  email: null,
  displayEmail: null,
  timeZone: null,
  language: null,
  absent: null,
  phoneNumber: null,
  seatUid: null,
  fieldResponses: null,
  ...known,
});
const shownDescription = (one: Booking, context: Context) => shownText(one.description, one, context);
/** Whether a text of this booking is shown to a caller without the scope. */
function isShown(text: string, one: Booking): boolean {
  try {
    return shownText(text, one, context('performance')) === text;
  } catch (error) {
    expect(error).toEqual(FORBIDDEN);
    return false;
  }
}
const FORBIDDEN = new ForbiddenError([['attendees']]);

describe('a location', () => {
  it.each([
    '+12025550111',
    '2025550111',
    '+1 (202) 555-0111',
    '0049.30.555 01 11',
    'tel:+1-202-555-0111',
    'Call me: +1 202 555 0111, after 5',
    '202–555–0111',
    '＋１２０２５５５０１１１',
    '٢٠٢٥٥٥٠١١١',
    'ann@example.com',
    'mailto:ann@example.com',
  ])('such as %s is contact data', (location) => {
    expect(() => shownLocation(booking({ location }), context('performance'))).toThrow(FORBIDDEN);
    expect(shownLocation(booking({ location }), context('attendees'))).toBe(location);
  });

  it.each([
    null,
    '',
    'https://meet.example.com/12025550111',
    'http://meet.example.com/@team',
    'integrations:daily',
    'Pier House, room 4',
    '12 Harbour Street, 20457 Town',
  ])('such as %j is not', (location) => {
    expect(shownLocation(booking({ location }), context())).toBe(location);
  });

  it('is the attendee’s if they answered it in the form, whatever it is', () => {
    const location = 'Elm Lane 3';
    const answered = { location: { value: 'attendeeInPerson', optionValue: 'Elm Lane 3 ' } };
    expect(() => shownLocation(booking({ location, fieldResponses: answered }), context())).toThrow(FORBIDDEN);
    expect(shownLocation(booking({ location, fieldResponses: { name: 'Elm' } }), context())).toBe(location);
    const linked = {
      location: 'https://meet.example.com/me',
      fieldResponses: { more: ['https://meet.example.com/me'] },
    };
    expect(() => shownLocation(booking(linked), context())).toThrow(FORBIDDEN);
  });

  it('is checked in linear time, even if it was made to take long', () => {
    const location = `${'1 '.repeat(3)}${'- '.repeat(100_000)}x`.repeat(3);
    expect(shownLocation(booking({ location }), context())).toBe(location);
  });
});

describe('a description', () => {
  const notes = 'I would like to talk about my contract.';

  it('that the attendee wrote into the form is private', () => {
    const written = booking({ description: notes, fieldResponses: { notes } });
    expect(() => shownDescription(written, context('performance'))).toThrow(FORBIDDEN);
    expect(shownDescription(written, context('attendees'))).toBe(notes);
  });

  it('that another person wrote is shown to every caller', () => {
    expect(shownDescription(booking({ description: notes, fieldResponses: { notes: 'else' } }), context())).toBe(notes);
    expect(shownDescription(booking({ fieldResponses: { notes } }), context())).toBeNull();
  });
});

describe('a text of a booking is withheld if it contains an attendee’s', () => {
  const ann = attendee({
    email: 'Ann.Lee@Example.com',
    displayEmail: 'ann@home.example',
    phoneNumber: '+49 170 5550199',
  });

  it.each([
    'Call with ANN.LEE@example.com.',
    'see https://example.org/?to=ann.lee%40example.com&x=1',
    'to: ann.lee&#64;example.com',
    '<a href="mailto:ann.lee%40example.com">her</a>',
    'Ann (ann@home.example)',
    'ａｎｎ@home.example',
    'ann\u200b@home.example',
  ])('e-mail: %s', (text) => {
    expect(isShown(text, booking({ attendees: [ann] }))).toBe(false);
    expect(isShown(text, booking({}))).toBe(true);
  });

  it.each([
    '+491705550199',
    'tel. 0049 (170) 555-0199 please',
    '0170/555 01 99',
    '+49.170.5550199',
    '＋４９１７０５５５０１９９',
    '٤٩١٧٠٥٥٥٠١٩٩',
    '४९ १७० ५५५० १९९',
    'one-seven-zero 49–170–5550199',
    'https://wa.example/491705550199',
  ])('phone number: %s', (text) => {
    expect(isShown(text, booking({ attendees: [ann] }))).toBe(false);
    expect(isShown(text, booking({ fieldResponses: { mobile: '+49 170 5550199' } }))).toBe(false);
    expect(isShown(text, booking({ fieldResponses: { more: 'Ring 0170 5550199 after five' } }))).toBe(false);
    expect(isShown(text, booking({}))).toBe(true);
  });

  it.each<[string, unknown, string]>([
    ['an answer', { notes: 'My knee hurts' }, 'My knee hurts'],
    ['an answer and more', { notes: 'My knee hurts' }, 'Notes: my KNEE  hurts!\n\nBooked online.'],
    ['other line ends', { notes: 'first line\r\nsecond line' }, 'first line\nsecond line'],
    ['a list, joined', { wants: ['red', 'green', 'blue'] }, 'red; green; blue'],
    ['a list, joined as in a sentence', { wants: ['red', 'green', 'blue'] }, 'Wants red, green and blue.'],
    ['an item of a list', { wants: ['nothing', 'x'] }, 'Nothing at all'],
    ['what is nested', { a: { b: [{ c: 'deep down' }] } }, 'it is deep down there'],
    ['an object, joined', { address: { street: 'Elm 3', city: 'Kiel' } }, 'Elm 3, Kiel'],
    ['a number', { customer: 48213577 }, 'Customer 48.213.577'],
    ['another Unicode form', { notes: 'cafe\u0301 crème' }, 'CAFÉ CRÈME'],
    ['an answer of punctuation', { code: 'a-!-b-!' }, 'code a-!-b-! given'],
    ['an answer without letters', { code: '?!?!?!' }, 'code ?!?!?!'],
    ['an answer in HTML', { notes: 'Tom & Jerry’s' }, '<p>Tom &amp; Jerry&#8217;s</p>'],
    ['an answer in a URL', { notes: 'knee surgery' }, 'https://example.org/?q=knee%20surgery'],
  ])('answer: %s', (_, fieldResponses, text) => {
    expect(isShown(text, booking({ fieldResponses }))).toBe(false);
    expect(isShown(text, booking({ attendees: [attendee({}), attendee({ fieldResponses })] }))).toBe(false);
    expect(isShown(text, booking({}))).toBe(true);
  });

  it('guest’s e-mail, or that of an attendee who cancelled or rescheduled', () => {
    const byEmail = 'eve@example.org';
    const text = 'ask eve@example.org';
    expect(isShown(text, booking({ guests: [byEmail] }))).toBe(false);
    expect(isShown(text, booking({ cancellation: { reason: null, byEmail } }))).toBe(false);
    expect(isShown(text, booking({ rescheduling: { reason: null, byEmail, fromUid: null, toUid: null } }))).toBe(false);
    const byHost = { reason: null, byEmail: 'Grace@example.com' };
    expect(isShown('ask grace@example.com', booking({ cancellation: byHost, guests: [byHost.byEmail] }))).toBe(true);
  });
});

describe('nothing is private', () => {
  it.each<[string, unknown, string]>([
    ['in a short answer', { city: 'Kiel', sure: true, count: 12345 }, 'Kiel, true, 12345'],
    [
      'in the name',
      { name: { firstName: 'Ann', lastName: 'Lindqvist' } },
      'Demo between Grace Hopper and Ann Lindqvist',
    ],
    ['in a name given twice', { name: 'Ann Lindqvist', surname: 'Lindqvist' }, 'Demo with Ann Lindqvist'],
    ['in a host’s name', { colleague: 'Grace Hopper' }, 'Demo with Grace Hopper'],
    ['in a host’s e-mail', { colleague: 'grace@example.com' }, 'ask GRACE@example.com'],
    ['in a placeholder', { notes: 'unknown', reason: '$RCH$', email: 'unknown' }, 'unknown $RCH$'],
    ['in the event type', { what: 'Product demo' }, 'Product demo with Grace'],
    ['in a word for places', { where: 'Google Meet' }, 'On Google Meet'],
  ])('%s', (_, fieldResponses, text) => {
    expect(isShown(text, booking({ fieldResponses, attendees: [attendee({ fieldResponses })] }))).toBe(true);
  });

  it.each<[string, unknown]>([
    ['https://meet.example.com/abc', { value: 'https://meet.example.com/abc', optionValue: '' }],
    ['https://meet.example.com/abc', { value: 'link', optionValue: 'https://meet.example.com/abc' }],
    ['https://meet.example.com/abc', 'https://meet.example.com/abc'],
    ['integrations:google:meet', { value: 'integrations:google:meet', optionValue: '' }],
    ['integrations:office365_video', 'integrations:office365_video'],
    ['https://zoom.example/j/81234567890', { value: 'https://zoom.example/j/81234567890', optionValue: '' }],
    ['Pier House, room 4', { value: 'Pier House, room 4', optionValue: '' }],
    ['Pier House, room 4', { value: 'inPerson', optionValue: 'Pier House, room 4' }],
    ['grace@example.com', { value: 'inPerson', optionValue: '' }],
  ])('in the echo of a location that the host chose: %s, %j', (location, echo) => {
    const fieldResponses = { location: echo };
    expect(shownLocation(booking({ location, fieldResponses }), context())).toBe(location);
    const seats = booking({ location, attendees: [attendee({ fieldResponses }), attendee({ fieldResponses })] });
    expect(shownLocation(seats, context())).toBe(location);
  });
});

describe('a location of the attendee', () => {
  it.each<[string, unknown]>([
    ['Elm Lane 3', { value: 'attendeeInPerson', optionValue: 'Elm Lane 3' }],
    ['At Elm Lane 3, second floor', { value: 'attendeeInPerson', optionValue: 'Elm Lane 3' }],
    ['Elm Lane 3', { optionValue: 'elm lane 3' }],
    ['Elm Lane 3', { value: 'somewhereElse', optionValue: 'Elm Lane 3' }],
    ['+1 202 555 0111', { value: 'phone', optionValue: '+12025550111' }],
  ])('stays private: %s, %j', (location, echo) => {
    const fieldResponses = { location: echo };
    expect(() => shownLocation(booking({ location, fieldResponses }), context())).toThrow(FORBIDDEN);
    expect(isShown(`Meet: ${location}`, booking({ attendees: [attendee({ fieldResponses })] }))).toBe(false);
  });
});

describe('an attendee’s name', () => {
  it.each(['ann@example.com', 'Ann <ann@example.com>', 'Ann +49 170 5550199'])('such as %s is private', (name) => {
    const one = booking({ attendees: [attendee({ name })] });
    expect(() => shownName(name, one, context())).toThrow(FORBIDDEN);
    expect(shownName(name, one, context('attendees'))).toBe(name);
    expect(isShown(`Demo between Grace and ${name}`, one)).toBe(false);
    expect(() => requireName(name, 'filter.attendeeName', context())).toThrow('needs the scope attendees');
  });

  it('is open otherwise, even if it was an answer', () => {
    const one = booking({ attendees: [attendee({ fieldResponses: { who: 'Ann Lindqvist' } })] });
    expect(shownName('Ann Lindqvist', one, context())).toBe('Ann Lindqvist');
    requireName('Ann @ Lindqvist 4', 'filter.attendeeName', context());
  });
});

it.each<[string, string, unknown]>([
  ['one letter', 'a'.repeat(500_000), { notes: `${'a'.repeat(300_000)}b`, more: 'aaaaaaaab', yet: 'aaaaaaaaaaab' }],
  ['marks', 'e\u0301\u0316'.repeat(200_000), { notes: '\u0316\u0301'.repeat(200_000) }],
  ['dots', 'nothing', { notes: `a@${'.'.repeat(500_000)}@` }],
  ['separators', `${'1 2 3 - '.repeat(100_000)}x`, { notes: `1 2 3${' -'.repeat(300_000)}` }],
  ['brackets and escapes', '<&%'.repeat(200_000), { notes: '%41<&#'.repeat(100_000) }],
  ['depth', 'nothing', JSON.parse(`${'['.repeat(100_000)}"deep down"${']'.repeat(100_000)}`)],
])('a text is checked in linear time, even if it was made to take long: %s', (_, text, fieldResponses) => {
  const one = booking({ attendees: [attendee({ fieldResponses })] });
  // Only the time matters here, not the result.
  expect([true, false]).toContain(isShown(text, one));
  expect(isShown('deep down', one)).toBe(text !== 'nothing' || !Array.isArray(fieldResponses));
});
