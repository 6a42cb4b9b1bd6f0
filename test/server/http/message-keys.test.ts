/** Requests that came before have their answer key by their bytes. */
import { describe, expect, it } from 'vitest';
import { createMessageKeys } from '../../../src/server/http/message-keys.ts';
import type { GraphqlMessage } from '../../../src/server/http/read-request.ts';

const message = (text: string, search = ''): GraphqlMessage => ({ method: 'POST', search, bytes: Buffer.from(text) });

describe('a message', () => {
  it('is known by its bytes, its query string and its variant', () => {
    const { find, put } = createMessageKeys();
    put(message('{"a":1}'), 'all', 'key');
    expect(find(message('{"a":1}'), 'all')).toBe('key');
    expect(find(message('{"a":2}'), 'all')).toBeUndefined();
    expect(find(message('{"a":1}'), 'none')).toBeUndefined();
    expect(find(message('{"a":1}', '?a'), 'all')).toBeUndefined();
    put(message('', '?a'), 'all', 'other');
    expect(find(message('', '?a'), 'all')).toBe('other');
  });

  it('is not taken for another one with the same checksum', () => {
    const { find, put } = createMessageKeys();
    // Two texts with the same CRC-32.
    const [one, other] = [message('plumless'), message('buckeroo')];
    put(one, 'all', 'one');
    expect(find(other, 'all')).toBeUndefined();
    put(other, 'all', 'other');
    expect([find(one, 'all'), find(other, 'all')]).toEqual([undefined, 'other']);
  });

  it('is kept as it was, although its bytes are used again', () => {
    const { find, put } = createMessageKeys();
    const bytes = Buffer.from('first');
    put({ method: 'POST', search: '', bytes }, 'all', 'key');
    bytes.write('other');
    expect(find(message('first'), 'all')).toBe('key');
  });

  it('is forgotten when others have taken 8 MB', () => {
    const { find, put } = createMessageKeys();
    const text = (number: number): GraphqlMessage => message(`${number} ${' '.repeat(64 * 1024)}`);
    for (let number = 0; number < 200; number++) put(text(number), 'all', 'key');
    const known = Array.from({ length: 200 }, (_, number) => find(text(number), 'all') !== undefined);
    expect(known.indexOf(true)).toBeGreaterThan(60);
    expect(known.lastIndexOf(true)).toBe(199);
  });
});
