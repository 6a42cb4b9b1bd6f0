/** Which texts of a booking tell what an attendee told of themselves. */
import { describe, expect, it } from 'vitest';
import { ForbiddenError } from '../../src/errors.ts';
import type { Context } from '../../src/resolvers/context.ts';
import { shownDescription, shownLocation } from '../../src/resolvers/private-texts.ts';
import type { Scope } from '../../src/setting-values.ts';
import type { Booking } from '../../src/sources/calcom/model.ts';

const context = (...scopes: Scope[]) => ({ scopes: new Set(scopes) }) as unknown as Context;
const booking = (texts: Partial<Booking>) =>
  ({ location: null, description: null, fieldResponses: null, ...texts }) as Booking;
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
  ])('such as %s is a way to reach somebody', (location) => {
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

  it('is the attendee’s where they answered it in the form, whatever it is', () => {
    const location = 'Elm Lane 3';
    const asked = { location: { value: 'attendeeInPerson', optionValue: 'Elm Lane 3 ' } };
    expect(() => shownLocation(booking({ location, fieldResponses: asked }), context())).toThrow(FORBIDDEN);
    expect(shownLocation(booking({ location, fieldResponses: { name: 'Elm' } }), context())).toBe(location);
    const linked = {
      location: 'https://meet.example.com/me',
      fieldResponses: { more: ['https://meet.example.com/me'] },
    };
    expect(() => shownLocation(booking(linked), context())).toThrow(FORBIDDEN);
  });

  it('is looked at in no time, also where it was made to take long', () => {
    const location = `${'1 '.repeat(3)}${'- '.repeat(100_000)}x`.repeat(3);
    expect(shownLocation(booking({ location }), context())).toBe(location);
  });
});

describe('a description', () => {
  const notes = 'I would like to talk about my contract.';

  it('that the attendee wrote into the form is theirs', () => {
    const written = booking({ description: notes, fieldResponses: { notes } });
    expect(() => shownDescription(written, context('performance'))).toThrow(FORBIDDEN);
    expect(shownDescription(written, context('attendees'))).toBe(notes);
  });

  it('that somebody else wrote is shown to everybody', () => {
    expect(shownDescription(booking({ description: notes, fieldResponses: { notes: 'else' } }), context())).toBe(notes);
    expect(shownDescription(booking({ fieldResponses: { notes } }), context())).toBeNull();
  });
});
