/** Without the scope, no text shows what attendees entered about themselves; all other texts are shown. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_SCOPES } from '../../src/config/values.ts';
import { type Graph, type GraphAnswer, startGraph } from '../support/graph.ts';

const ATTENDEES = 'can-attendees';
const NOTHING = 'can-nothing';
const tokenOf = (name: string, scope: string) => `${name}:${createHash('sha256').update(name).digest('hex')}:${scope}`;

let graph: Graph;
beforeAll(async () => {
  const AUTH_TOKENS = [tokenOf(ATTENDEES, 'attendees'), tokenOf(NOTHING, NO_SCOPES)].join();
  graph = await startGraph({ settings: { AUTH_TOKENS } });
});
afterAll(() => graph.close());

const TEXTS = `
  uid title description location icsUid
  attendees { name }
  cancellation { reason }
  rescheduling { reason }
`;

interface ShownBooking {
  readonly uid: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly location: string | null;
  readonly icsUid: string | null;
  readonly attendees: readonly { readonly name: string | null }[];
  readonly cancellation: { readonly reason: string | null } | null;
  readonly rescheduling: { readonly reason: string | null } | null;
}

async function ask(token: string, query = `{ bookings(first: 250) { nodes { ${TEXTS} } } }`) {
  const response = await fetch(graph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  const { data, errors = [] } = (await response.json()) as GraphAnswer;
  expect(graph.internalErrors).toEqual([]);
  const nodes: readonly ShownBooking[] = data.bookings?.nodes ?? [];
  return { nodes, errors };
}

/** The same with these rows instead of the vendor's. */
async function askAbout(token: string, rows: readonly object[]) {
  const remove = graph.sandbox.calcom.inject({
    match: /\/bookings$/,
    transform: (json) => ({
      ...(json as object),
      data: rows,
      pagination: { totalItems: rows.length, remainingItems: 0, returnedItems: rows.length, hasNextPage: false },
    }),
  });
  try {
    return await ask(token);
  } finally {
    remove();
  }
}

interface Entered {
  readonly email: string;
  readonly displayEmail: string;
  readonly phone: string;
  readonly guest: string;
  readonly moverEmail: string;
  readonly note: string;
  readonly wishes: readonly string[];
  readonly number: number;
  readonly nested: string;
  readonly address: string;
}

const word = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'abcdefghijklmnop'), minLength: length, maxLength: length + 4 });
const email = fc.tuple(word(5), word(4)).map(([local, host]) => `${local}.x@${host}.example`);
const digits = (count: number) =>
  fc.string({ unit: fc.constantFrom(...'123456789'), minLength: count, maxLength: count });
const entered: fc.Arbitrary<Entered> = fc.record({
  email,
  displayEmail: email,
  phone: digits(9).map((number) => `+49${number}`),
  guest: email,
  moverEmail: email,
  note: fc.tuple(word(6), word(3)).map((words) => words.join(' ')),
  wishes: fc.array(word(2), { minLength: 3, maxLength: 3 }),
  number: digits(9).map(Number),
  nested: word(7),
  address: fc.tuple(word(7), digits(2)).map((parts) => parts.join(' ')),
});

/** The secrets, in the forms that a text may have. */
const variants: readonly ((one: Entered) => string)[] = [
  ({ email }) => email,
  ({ email }) => email.toUpperCase(),
  ({ email }) => `https://example.org/?to=${encodeURIComponent(email)}`,
  ({ displayEmail }) => `<${displayEmail}>`,
  ({ guest }) => `mailto:${guest}`,
  ({ moverEmail }) => moverEmail,
  ({ phone }) => phone,
  ({ phone }) => `00${phone.slice(1)}`,
  ({ phone }) => `${phone.slice(0, 3)} (${phone.slice(3, 6)}) ${phone.slice(6, 9)}-${phone.slice(9)}`,
  ({ phone }) => phone.replace(/./g, '$&.'),
  ({ phone }) => phone.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  ({ phone }) => phone.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit))),
  ({ note }) => note,
  ({ note }) => note.toUpperCase().replaceAll(' ', '\r\n'),
  ({ note }) => note.replaceAll(' ', '%20'),
  ({ wishes }) => wishes.join(', '),
  ({ wishes }) => wishes.join('\n- '),
  ({ number }) => String(number),
  ({ number }) => number.toLocaleString('en-US'),
  ({ nested }) => nested,
  ({ address }) => address,
];

type Form = 'booking' | 'seat';

/** A booking with these answers, in its own form or in the form of its second seat. */
function rowOf(one: Entered, form: Form, index: number, texts: object = {}) {
  const answers = {
    name: 'Zuzu Quill',
    email: one.email,
    notes: one.note,
    wishes: one.wishes,
    number: one.number,
    more: [{ deep: { deeper: one.nested } }],
    location: { value: 'attendeeInPerson', optionValue: one.address },
  };
  const start = Date.UTC(2026, 2, 1) + index * 60_000;
  const person = { name: 'Zuzu Quill', email: one.email, displayEmail: one.displayEmail, absent: false };
  return {
    uid: `zz${index}`,
    title: 'TZ between Grace and Zuzu Quill',
    description: 'TZ',
    status: 'cancelled',
    start: new Date(start).toISOString(),
    end: new Date(start + 60_000).toISOString(),
    location: 'integrations:daily',
    icsUid: `zz${index}@cal.example`,
    cancellationReason: 'TZ',
    cancelledByEmail: 'grace@work.example',
    reschedulingReason: 'TZ',
    rescheduledByEmail: one.moverEmail,
    hosts: [{ id: 1001, name: 'Grace', email: 'grace@work.example', username: 'grace', timeZone: 'UTC' }],
    attendees: [
      { name: 'Yana', email: 'yana@elsewhere.example', seatUid: 's1', bookingFieldsResponses: {} },
      { ...person, seatUid: 's2', phoneNumber: one.phone, bookingFieldsResponses: form === 'seat' ? answers : {} },
    ],
    guests: [one.guest],
    eventType: { id: 501, slug: 'intro-call' },
    bookingFieldsResponses: form === 'booking' ? answers : {},
    metadata: {},
    ...texts,
  };
}

const around = (text: string): string => `TZ: ${text}. TZ`;
/** Every text of a booking with a secret in it. */
const textsWith = (text: string): object => ({
  title: around(text),
  description: around(text),
  location: around(text),
  icsUid: around(text),
  cancellationReason: around(text),
  reschedulingReason: around(text),
});

const forms: readonly Form[] = ['booking', 'seat'];
const samples = fc.sample(entered, { seed: 11, numRuns: 4 });

describe.each(forms)('what an attendee entered in the form of the %s', (form) => {
  it('is hidden in every text, however it is written, and shown with the scope', async () => {
    const rows = samples.flatMap((one) => variants.map((write) => [one, write(one)] as const));
    const sent = rows.map(([one, text], index) => rowOf(one, form, index, textsWith(text)));
    const { nodes, errors } = await askAbout(NOTHING, sent);
    expect(nodes).toHaveLength(sent.length);
    for (const [index, node] of nodes.entries()) {
      const { title, description, location, icsUid, cancellation, rescheduling } = node;
      const shown = [title, description, location, icsUid, cancellation?.reason, rescheduling?.reason];
      expect([rows[index]?.[1], shown]).toEqual([rows[index]?.[1], [null, null, null, null, null, null]]);
    }
    expect(errors).toHaveLength(6 * sent.length);
    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['FORBIDDEN']));
    for (const [, text] of rows) expect(JSON.stringify(errors)).not.toContain(text);

    const whole = await askAbout(ATTENDEES, sent);
    expect(whole.errors).toEqual([]);
    expect(whole.nodes.map(({ title }) => title)).toEqual(rows.map(([, text]) => around(text)));
  });

  it('hides no other text', async () => {
    const sent = samples.map((one, index) => rowOf(one, form, index));
    const { nodes, errors } = await askAbout(NOTHING, sent);
    expect(errors).toEqual([]);
    expect(nodes).toEqual((await askAbout(ATTENDEES, sent)).nodes);
  });

  it('is hidden in names, where it is an e-mail address or a phone number', async () => {
    const sent = samples.flatMap((one, index) =>
      [one.email, one.phone, `Zuzu ${one.guest}`].map((name, way) =>
        rowOf(one, form, 3 * index + way, { attendees: [{ name, email: one.email, phoneNumber: one.phone }] }),
      ),
    );
    const { nodes, errors } = await askAbout(NOTHING, sent);
    expect(nodes.map(({ attendees }) => attendees[0]?.name)).toEqual(sent.map(() => null));
    expect(errors.map(({ path }) => path?.slice(-3))).toEqual(sent.map(() => ['attendees', 0, 'name']));
  });
});

describe('the bookings of the sandbox', () => {
  it('keep their texts without the scope, except phone numbers and notes of attendees', async () => {
    const open = await ask(NOTHING);
    const whole = await ask(ATTENDEES);
    const WRITTEN = 'We are three people.';
    const expected = whole.nodes.map((node) => ({
      ...node,
      description: node.description === WRITTEN ? null : node.description,
      location: node.location?.startsWith('+') ? null : node.location,
    }));
    expect(open.nodes).toEqual(expected);
    expect(whole.nodes.some(({ description }) => description === WRITTEN)).toBe(true);
    expect(whole.errors).toEqual([]);
    expect(open.errors.length).toBeLessThan(whole.nodes.length / 2);
  });

  it('hide the form answers of seats in every text', async () => {
    interface Row {
      readonly uid: string;
      readonly attendees: readonly { readonly bookingFieldsResponses?: { readonly company?: string } }[];
    }
    const seated = new Set<string>();
    const remove = graph.sandbox.calcom.inject({
      match: /\/bookings$/,
      transform: (json) => {
        const page = json as { readonly data: readonly Row[] };
        const data = page.data.map((row) => {
          const company = row.attendees.at(-1)?.bookingFieldsResponses?.company;
          if (company === undefined) return row;
          seated.add(row.uid);
          return { ...row, title: `With ${company.toUpperCase()}, as last year` };
        });
        return { ...page, data };
      },
    });
    const { nodes } = await ask(NOTHING);
    remove();
    const withheld = nodes.filter(({ title }) => title === null);
    expect(withheld.length).toBeGreaterThan(10);
    expect(withheld).toEqual(nodes.filter(({ uid }) => seated.has(uid)));
  });
});

describe('a placeholder of Cal.com for an unknown value', () => {
  it('is no text, and hides no other text', async () => {
    const [one] = samples;
    if (!one) throw new Error('a sample');
    const UNKNOWN = { name: 'Zuzu Quill', notes: 'unknown', email: 'unknown', location: 'unknown' };
    const row = rowOf(one, 'booking', 0, {
      title: 'unknown and $RCH$',
      location: 'unknown',
      cancellationReason: '$RCH$',
      cancelledByEmail: 'unknown',
      reschedulingReason: 'unknown',
      bookingFieldsResponses: UNKNOWN,
    });
    const other = rowOf(one, 'booking', 1, { cancellationReason: '$RCH$ TZ' });
    const { nodes, errors } = await askAbout(NOTHING, [row, other]);
    expect(errors).toEqual([]);
    expect(nodes).toMatchObject([
      { title: 'unknown and $RCH$', location: null, cancellation: { reason: null } },
      { cancellation: { reason: 'TZ' } },
    ]);
    expect(nodes[0]?.rescheduling?.reason ?? null).toBeNull();
  });
});

describe('attendees cannot be discovered by guessing', () => {
  it.each(['ann@example.com', '+49 170 5550199'])('by the name %s', async (name) => {
    const query = `{ bookings(filter: { attendeeName: ${JSON.stringify(name)} }) { nodes { uid } } }`;
    const { calls } = graph.sandbox.calcom;
    await ask(NOTHING);
    calls.splice(0);
    const { errors } = await ask(NOTHING, query);
    expect(errors.map(({ message, extensions }) => [message, extensions.code])).toEqual([
      ['Argument "filter.attendeeName" needs the scope attendees.', 'FORBIDDEN'],
    ]);
    expect(calls).toEqual([]);
    expect((await ask(ATTENDEES, query)).errors).toEqual([]);
  });

  it('in a search for people', async () => {
    const [booking] = graph.sandbox.world.calcom.bookings;
    const email = booking?.attendees[0]?.email ?? '';
    expect(email).toContain('@');
    const response = await fetch(graph.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${NOTHING}` },
      body: JSON.stringify({
        query:
          'query ($email: EmailAddress!, $text: String!) { user(by: { email: $email }) { id } users(search: $text) { totalCount } }',
        variables: { email, text: email },
      }),
    });
    const { data } = (await response.json()) as GraphAnswer;
    expect(data).toEqual({ user: null, users: { totalCount: 0 } });
  });
});
