/** Requests that came before are known by their bytes. */
import { describe, expect, it } from 'vitest';
import { createKnownMessages } from '../../../src/server/http/known-messages.ts';
import type { GraphqlMessage } from '../../../src/server/http/read-request.ts';

const message = (text: string, search = ''): GraphqlMessage => ({ method: 'POST', search, bytes: Buffer.from(text) });

describe('a message', () => {
  it('is known by its bytes, its query string and its audience', () => {
    const { nameOf, keep } = createKnownMessages();
    keep(message('{"a":1}'), 'all', 'name');
    expect(nameOf(message('{"a":1}'), 'all')).toBe('name');
    expect(nameOf(message('{"a":2}'), 'all')).toBeUndefined();
    expect(nameOf(message('{"a":1}'), 'none')).toBeUndefined();
    expect(nameOf(message('{"a":1}', '?a'), 'all')).toBeUndefined();
    keep(message('', '?a'), 'all', 'other');
    expect(nameOf(message('', '?a'), 'all')).toBe('other');
  });

  it('is not taken for another one with the same checksum', () => {
    const { nameOf, keep } = createKnownMessages();
    // Two texts with the same CRC-32.
    const [one, other] = [message('plumless'), message('buckeroo')];
    keep(one, 'all', 'one');
    expect(nameOf(other, 'all')).toBeUndefined();
    keep(other, 'all', 'other');
    expect([nameOf(one, 'all'), nameOf(other, 'all')]).toEqual([undefined, 'other']);
  });

  it('is kept as it was, although its bytes are used again', () => {
    const { nameOf, keep } = createKnownMessages();
    const bytes = Buffer.from('first');
    keep({ method: 'POST', search: '', bytes }, 'all', 'name');
    bytes.write('other');
    expect(nameOf(message('first'), 'all')).toBe('name');
  });

  it('is forgotten when others have taken 8 MB', () => {
    const { nameOf, keep } = createKnownMessages();
    const text = (number: number): GraphqlMessage => message(`${number} ${' '.repeat(64 * 1024)}`);
    for (let number = 0; number < 200; number++) keep(text(number), 'all', 'name');
    const known = Array.from({ length: 200 }, (_, number) => nameOf(text(number), 'all') !== undefined);
    expect(known.indexOf(true)).toBeGreaterThan(60);
    expect(known.lastIndexOf(true)).toBe(199);
  });
});
