/** `npm run people`: the people view as a table, and lines that the people file takes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { type PeopleAnswer, peopleReport } from '../../src/cli/report.ts';
import { parsePeopleFile } from '../../src/people/people-file.ts';
import { runScript } from '../support/process.ts';

const MAIN = new URL('../../src/cli/people.ts', import.meta.url).pathname;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const run = (args: string[] = [], settings: Record<string, string> = {}) => runScript(MAIN, args, settings);

const FOUR_WEEKS = { from: '2026-02-18T00:00:00Z', to: '2026-03-18T00:00:00Z' };
const RANGE = ['--from', FOUR_WEEKS.from, '--to', FOUR_WEEKS.to];

describe('npm run people', () => {
  it('prints what links people, what does not, and the lines to paste', async () => {
    const { code, stdout, stderr } = await run(RANGE, sandbox.settings);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('17 people. Their records are linked by: DIRECTORY 17, EMAIL 8.');
    expect(stdout).toMatch(/Robert Lang +\d+ +UNKNOWN +Bob Lang <bob@example.com, calcom:1042, saleshandy:2dP27N0gZ4>/);
    expect(stdout).toMatch(/Alex Kim +\d+ +AMBIGUOUS +Alex Kim <.*calcom:1019>; Alex Kim <.*calcom:7, .*>/);
    expect(stdout).toMatch(/SAME_NAME +Sofia Marchetti <.*calcom:1011>; Sofia Marchetti <.*saleshandy:R6nYv0iDb8>/);
  });

  it('prints lines that the file takes, and that fix what they are about', async () => {
    const { stdout } = await run(RANGE, sandbox.settings);
    const lines = stdout.slice(stdout.indexOf('\npeople:\n'), stdout.indexOf('\napart:\n')).split('\n');
    for (const line of lines.filter((one) => one.startsWith('  - '))) parsePeopleFile(`people:\n${line}\n`);
    parsePeopleFile(stdout.slice(stdout.indexOf('\napart:\n')));
    expect(lines).toContain(
      '  - { name: "Bob Lang", same: ["calcom:1042", "saleshandy:2dP27N0gZ4", "alo:Robert Lang"] }',
    );
  });

  it('works without any settings, on the sandbox, for the four weeks before its now', async () => {
    const { code, stdout } = await run();
    expect(code).toBe(0);
    expect(stdout).toContain("ALO's actions from 2026-02-18T12:00:00.000Z to 2026-03-18T12:00:00.000Z.");
  });

  it.each([
    ['a value that is not an instant', ['--from', 'yesterday'], {}, /expected instants such as .*: npm run people/],
    ['a range that runs backwards', ['--from', '2026-03-02', '--to', '2026-03-01'], {}, /expected --from to be before/],
    ['an unknown option', ['--since', '2026'], {}, /Unknown option/],
    ['a bad setting', [], { PORT: 'x' }, /PORT: expected a whole number/],
    ['a people file that is not there', [], { PEOPLE_FILE: '/nowhere' }, /PEOPLE_FILE: cannot be read/],
  ])('ends with code 1 and one sentence for %s', async (_, args, settings, message) => {
    const { code, stdout, stderr } = await run(args, settings);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('waits its turn where ALO says that it is asked too often, longer than a request may take', async () => {
    const remove = sandbox.alo.inject({ match: '/periods', times: 4, status: 429, headers: { 'Retry-After': '1' } });
    const { code, stdout, stderr } = await run(RANGE, { ...sandbox.settings, REQUEST_DEADLINE_MS: '500' });
    remove();
    expect(code).toBe(0);
    expect(stderr).toMatch(/^(Waiting \d+ s until the rate limit of a source allows more calls\.\n)+$/);
    expect(stdout).toMatch(/Robert Lang +\d+ +UNKNOWN/);
  });

  it('says which part is not known, and prints the rest', async () => {
    await sandbox.alo.kill();
    try {
      const { code, stdout, stderr } = await run(RANGE, sandbox.settings);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^ALO could not be reached\.\n$/);
      // And the cause, for the operator.
      expect(stdout).toMatch(/^ALO: ECONNREFUSED \(SOURCE_UNAVAILABLE\)\nALO's actions/);
      expect(stdout).toContain('match no one: not known.');
      expect(stdout).toContain('calcom:1011');
    } finally {
      await sandbox.alo.revive();
    }
  });
});

describe('the report', () => {
  const who = (name: string, ...ids: string[]) => ({
    name,
    email: null,
    identities: ids.map((id) => ({ source: 'CALCOM' as const, sourceId: id })),
  });
  const answer = (people: Partial<PeopleAnswer['people']>): PeopleAnswer => ({
    people: {
      total: 2,
      links: [],
      unseen: [],
      unmatched: [],
      unlinkedNames: { complete: true, totalCount: 0, nodes: [] },
      ambiguousNames: { complete: true, totalCount: 0, nodes: [] },
      conflicts: { totalCount: 0, nodes: [] },
      ...people,
    },
  });

  it('has nothing to paste where there is nothing to fix', () => {
    expect(peopleReport(answer({}))).toMatch(/There is nothing to fix\.\n$/);
  });

  const NO_NAMES = { complete: true, totalCount: 0, nodes: [] };
  const SOME_NAMES = { complete: false, totalCount: null, nodes: [] };
  it.each<[string, Partial<PeopleAnswer['people']>]>([
    ['names were not read whole', { unlinkedNames: SOME_NAMES }],
    ['names that several have were not read whole', { ambiguousNames: SOME_NAMES }],
    ['no names could be read', { unlinkedNames: null, ambiguousNames: NO_NAMES }],
    ['the people file could not be compared', { unmatched: null }],
    ['a directory was not seen', { unseen: [{ source: 'CALCOM', directory: 'MEMBERS', code: 'SOURCE_TIMEOUT' }] }],
  ])('does not know whether there is anything to fix where %s', (_, part) => {
    const text = peopleReport(answer(part));
    expect(text).toMatch(/It is not known whether there is anything to fix\.\n$/);
    expect(text).not.toContain('nothing to fix.');
  });

  it('says that there may be more names where not all could be read', () => {
    const nodes = [{ name: 'Guest', uses: 3, match: { reason: 'UNKNOWN' as const, candidates: [] } }];
    const text = peopleReport(answer({ unlinkedNames: { complete: false, totalCount: null, nodes } }));
    expect(text).toContain('There may be more: not all could be read.');
    expect(text).toContain('Names in ALO that several people have: none.');
  });

  it('does not propose to join two records of one source, which the file would refuse', () => {
    const users = [who('Desk', '1'), who('Desk', '2')];
    const text = peopleReport(answer({ conflicts: { totalCount: 1, nodes: [{ reason: 'SHARED_EMAIL', users }] } }));
    expect(text).not.toContain('same:');
    expect(text).toContain('apart:\n  - ["calcom:1", "calcom:2"]');
  });

  it('proposes each pair where one of several may be the one', () => {
    const other = { ...who('Cy'), identities: [{ source: 'SALESHANDY' as const, sourceId: 'x' }] };
    const users = [who('Ann', '1'), who('Bo', '2'), other];
    const text = peopleReport(answer({ conflicts: { totalCount: 1, nodes: [{ reason: 'SHARED_EMAIL', users }] } }));
    expect(text).toContain('same: ["calcom:1", "saleshandy:x"]');
    expect(text).toContain('same: ["calcom:2", "saleshandy:x"]');
    expect(text).toContain('apart:\n  - ["calcom:1", "saleshandy:x"]\n  - ["calcom:2", "saleshandy:x"]');
  });

  it('shows what of the people file no directory has', () => {
    const text = peopleReport(answer({ unmatched: [{ name: 'Bob Lang', mark: 'calcom:10422' }] }));
    expect(text).toMatch(/In the people file and in no directory:\n\n {2}name +mark\n {2}Bob Lang +calcom:10422/);
    expect(peopleReport(answer({ unmatched: null }))).toContain('In the people file and in no directory: not known.');
  });

  it('says what keeps names from being linked, and how many more there are', () => {
    const text = peopleReport(
      answer({
        unseen: [{ source: 'CALCOM', directory: 'ORGANIZATION_USERS', code: 'SOURCE_UNAUTHORIZED' }],
        unlinkedNames: {
          complete: true,
          totalCount: 250,
          nodes: [{ name: 'Guest', uses: 3, match: { reason: 'UNSEEN', candidates: [] } }],
        },
      }),
    );
    expect(text).toContain(
      'No name is linked: ORGANIZATION_USERS of CALCOM has never been seen whole (SOURCE_UNAUTHORIZED).',
    );
    expect(text).toContain('… and 249 more.');
  });

  it('shows what a terminal would act upon, instead of sending it there', () => {
    const name = '\u001b[31mRed\nname';
    const candidates = [who('Red', '1')];
    const text = peopleReport(
      answer({
        unlinkedNames: {
          complete: true,
          totalCount: 1,
          nodes: [{ name, uses: 1, match: { reason: 'UNKNOWN', candidates } }],
        },
      }),
    );
    expect(text).not.toContain('\u001b');
    expect(text).toContain('\\u001b[31mRed\\nname');
    const line = text.split('\n').find((one) => one.startsWith('  - {')) ?? '';
    expect(parsePeopleFile(`people:\n${line}\n`).people[0]?.identifiers).toContainEqual({ kind: 'name', name });
  });
});
