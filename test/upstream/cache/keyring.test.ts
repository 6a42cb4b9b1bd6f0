import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeyring } from '../../../src/upstream/cache/keyring.ts';

const SECRET = 'Bearer secret-of-maya';
const QUESTION = '["CALCOM","bookings",[["attendeeEmail","lead@example.com"]]]';
const keyring = createKeyring(SECRET);
const texts = fc.string({ unit: 'binary', maxLength: 200 });

describe('the name of a question', () => {
  it('is the same whenever the same credential asks the same', () => {
    expect(createKeyring(SECRET).nameOf(QUESTION)).toBe(keyring.nameOf(QUESTION));
  });

  it('is another one for another question, or another credential', () => {
    const names = [
      keyring.nameOf(QUESTION),
      keyring.nameOf(`${QUESTION} `),
      createKeyring(`${SECRET} `).nameOf(QUESTION),
      createKeyring('').nameOf(QUESTION),
    ];
    expect(new Set(names).size).toBe(names.length);
  });

  it('betrays nothing of what was asked, nor how much, and nothing of the credential', () => {
    fc.assert(
      fc.property(texts, texts, (secret, question) => {
        const name = createKeyring(secret).nameOf(question);
        expect(name).toMatch(/^[\w-]{43}$/);
      }),
    );
    for (const part of ['maya', 'lead', 'CALCOM', 'bookings']) expect(keyring.nameOf(QUESTION)).not.toContain(part);
  });
});

describe('what is sealed', () => {
  it('is opened by the same credential under the same name, whatever it is', () => {
    fc.assert(
      fc.property(texts, texts, (name, text) => {
        // What is kept is text as it came in UTF-8: without halves of characters.
        const whole = text.toWellFormed();
        expect(createKeyring(SECRET).open(name, keyring.seal(name, whole))).toBe(whole);
      }),
    );
  });

  it('shows nothing of what it holds', () => {
    const sealed = keyring.seal('name', 'lead@example.com and what was booked').toString('latin1');
    for (const part of ['lead', 'example', 'booked', 'name']) expect(sealed).not.toContain(part);
  });

  it('looks different each time', () => {
    const seals = Array.from({ length: 100 }, () => keyring.seal('name', 'text').toString('hex'));
    expect(new Set(seals).size).toBe(100);
  });

  it('cannot be opened by another credential, nor under another name', () => {
    fc.assert(
      fc.property(texts, texts, texts, (name, text, other) => {
        const sealed = keyring.seal(name, text);
        expect(createKeyring(other).open(name, sealed)).toBeUndefined();
        if (Buffer.from(other).compare(Buffer.from(name)) !== 0) expect(keyring.open(other, sealed)).toBeUndefined();
      }),
    );
  });

  it('cannot be opened once a single bit of it was changed', () => {
    const sealed = keyring.seal('name', 'a text');
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(keyring.open('name', changed)).toBeUndefined();
    }
  });

  it('cannot be opened where a part of it lacks, or something was added', () => {
    const sealed = keyring.seal('name', 'a text');
    for (let length = 0; length < sealed.length; length++) {
      expect(keyring.open('name', sealed.subarray(0, length))).toBeUndefined();
      expect(keyring.open('name', sealed.subarray(sealed.length - length))).toBeUndefined();
    }
    expect(keyring.open('name', Buffer.concat([sealed, Buffer.alloc(1)]))).toBeUndefined();
  });

  it('cannot be made up', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(keyring.open('name', Buffer.from(bytes))).toBeUndefined();
      }),
    );
  });
});
