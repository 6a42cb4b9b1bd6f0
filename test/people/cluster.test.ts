/** The user that a cluster becomes. */
import { describe, expect, it } from 'vitest';
import { fileOf, link, named, record, usersOf } from '../support/people/support.ts';

describe('a user', () => {
  const pair = [named('calcom:7', null, 'a@example.com'), named('saleshandy:a', 'Ann Lee', 'a@example.com')];

  it('has the key of the strongest identity, which comes first', () => {
    expect(usersOf(link(pair))).toMatchObject([
      { key: 'calcom:7', identities: [{ sourceId: '7' }, { sourceId: 'a' }] },
    ]);
  });

  it('has the name of the strongest source that has one, otherwise of the file, otherwise the username, otherwise the e-mail', () => {
    const nameOf = (...[records, circumstances]: Parameters<typeof link>) =>
      usersOf(link(records, circumstances))[0]?.name;
    const nameless = record('calcom:7', { email: 'a@example.com', username: 'ann' });
    const file = fileOf('people:', '  - {name: Annie Lee, same: ["calcom:7"]}');
    expect(nameOf([named('calcom:7', 'A. Lee', 'a@example.com'), ...pair.slice(1)])).toBe('A. Lee');
    expect(nameOf(pair, { file })).toBe('Ann Lee');
    expect(nameOf([nameless], { file })).toBe('Annie Lee');
    expect(nameOf([nameless])).toBe('ann');
    expect(nameOf([named('calcom:7', null, 'a@example.com')])).toBe('a@example.com');
  });

  it('has the e-mail of the strongest source that has one, otherwise of the file', () => {
    const file = fileOf('people:', '  - {name: Ann Lee, same: ["calcom:7", "saleshandy:a", "email:f@example.com"]}');
    const emails = [
      ['a@x.io', 'b@x.io'],
      [null, 'b@x.io'],
      [null, null],
    ] as const;
    const known = emails.map(([one, other]) => [named('calcom:7', 'A', one), named('saleshandy:a', 'A', other)]);
    expect(known.map((records) => usersOf(link(records, { file }))[0]?.email)).toEqual([
      'a@x.io',
      'b@x.io',
      'f@example.com',
    ]);
  });

  it('is listed if any source lists them, unless they left', () => {
    const [host, member] = [{ ...named('calcom:7', null, 'a@example.com'), isListed: false }, ...pair.slice(1)];
    const left = fileOf('people:', '  - {name: Ann Lee, same: ["calcom:7"], left: true}');
    expect(usersOf(link([host, member].flatMap((one) => one ?? [])))[0]?.isListed).toBe(true);
    expect(usersOf(link(pair, { file: left }))[0]?.isListed).toBe(false);
  });
});
