import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeyring } from '../../../src/upstream/cache/keyring.ts';

const SECRET = 'Bearer secret-of-maya';
const QUESTION = '["CALCOM","bookings",[["attendeeEmail","lead@example.com"]]]';
const keyring = createKeyring(SECRET);
const texts = fc.string({ unit: 'binary', maxLength: 200 });

describe('the name of a read', () => {
  it('is equal for the same credential and question', () => {
    expect(createKeyring(SECRET).nameOf(QUESTION)).toBe(keyring.nameOf(QUESTION));
  });

  it('differs for another question or another credential', () => {
    const names = [
      keyring.nameOf(QUESTION),
      keyring.nameOf(`${QUESTION} `),
      createKeyring(`${SECRET} `).nameOf(QUESTION),
      createKeyring('').nameOf(QUESTION),
    ];
    expect(new Set(names).size).toBe(names.length);
  });

  it('reveals neither the question, nor its length, nor the credential', () => {
    fc.assert(
      fc.property(texts, texts, (secret, question) => {
        const name = createKeyring(secret).nameOf(question);
        expect(name).toMatch(/^[\w-]{43}$/);
      }),
    );
    for (const part of ['maya', 'lead', 'CALCOM', 'bookings']) expect(keyring.nameOf(QUESTION)).not.toContain(part);
  });
});

describe('a sealed value', () => {
  it('is opened by the same credential under the same name', () => {
    fc.assert(
      fc.property(texts, texts, (name, text) => {
        // Cached texts came as UTF-8: they have no lone surrogates.
        const whole = text.toWellFormed();
        expect(createKeyring(SECRET).open(name, keyring.seal(name, whole))).toBe(whole);
      }),
    );
  });

  it('reveals nothing of its text', () => {
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

  it('cannot be opened after a single bit was changed', () => {
    const sealed = keyring.seal('name', 'a text');
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(keyring.open('name', changed)).toBeUndefined();
    }
  });

  it('cannot be opened if a part is missing or something was added', () => {
    const sealed = keyring.seal('name', 'a text');
    for (let length = 0; length < sealed.length; length++) {
      expect(keyring.open('name', sealed.subarray(0, length))).toBeUndefined();
      expect(keyring.open('name', sealed.subarray(sealed.length - length))).toBeUndefined();
    }
    expect(keyring.open('name', Buffer.concat([sealed, Buffer.alloc(1)]))).toBeUndefined();
  });

  it('cannot be forged', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(keyring.open('name', Buffer.from(bytes))).toBeUndefined();
      }),
    );
  });
});
