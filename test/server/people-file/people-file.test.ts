/** The people file of a running server: an edit counts without a restart, and an invalid one does no harm. */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { mkdtemp, open, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { watchPeopleFile } from '../../../src/server/people-file/people-file.ts';
import { startGraph } from '../../support/graph.ts';
import { startMain } from '../../support/process.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

const LINK = 'people:\n  - { name: Bob Lang, same: ["calcom:1042", "alo:Robert Lang"] }\n';
const BROKEN = 'people:\n  - name: Bob Lang\n    same: ["calcom:bob"]\n';

async function makeFile(text: string | Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'teamgraph-people-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'people.yaml');
  await writeFile(path, text);
  return path;
}

async function start(path: string) {
  const graph = await startGraph({ settings: { PEOPLE_FILE: path } });
  undo.push(graph.close);
  const ruleOfRobert = async () => {
    const { data } = await graph.ask('{ user(by: { email: "bob@example.com" }) { identities { source name rule } } }');
    const found = data.user.identities.find(({ name }: { name: string }) => name === 'Robert Lang');
    return found?.rule ?? null;
  };
  const state = async () => {
    const { data } = await graph.ask('{ sources { name configured state lastError { code } } }');
    const readiness = await fetch(new URL('/readyz', graph.url), { headers: { connection: 'close' } });
    const { sources } = (await readiness.json()) as { sources: Record<string, unknown> };
    return { status: readiness.status, source: data.sources[3], ready: sources.PEOPLE_FILE };
  };
  return { graph, ruleOfRobert, state };
}

const isSoon = { timeout: 10_000, interval: 50 };

describe('the people file of a running server', () => {
  it('is read again after an edit, keeps its last valid version after an invalid one, and reports that', async () => {
    const path = await makeFile('people: []\n');
    const { graph, ruleOfRobert, state } = await start(path);
    expect(await ruleOfRobert()).toBeNull();
    const good = { name: 'PEOPLE_FILE', configured: true, state: 'UP', lastError: null };
    expect(await state()).toEqual({ status: 200, source: good, ready: { ok: true, lastError: null } });

    await writeFile(path, LINK);
    await vi.waitFor(async () => expect(await ruleOfRobert()).toBe('PEOPLE_FILE'), isSoon);

    await writeFile(path, BROKEN);
    const lastError = { code: 'PEOPLE_FILE_INVALID' };
    await vi.waitFor(
      async () =>
        expect(await state()).toEqual({
          status: 200,
          source: { ...good, state: 'DOWN', lastError },
          ready: { ok: false, lastError: 'PEOPLE_FILE_INVALID' },
        }),
      isSoon,
    );
    expect(await ruleOfRobert()).toBe('PEOPLE_FILE');
    expect(graph.warnings).toEqual([
      expect.stringMatching(/^PEOPLE_FILE: line 3: people\[0\]\.same\[0\]: .*last good one stays in force$/),
    ]);
    expect(graph.warnings.join()).not.toMatch(/Bob|calcom:bob/);

    await writeFile(path, '# nobody\n');
    await vi.waitFor(async () => expect((await state()).source).toEqual({ ...good, lastError }), isSoon);
    expect(await ruleOfRobert()).toBeNull();
  });

  it('is not taken for empty if an editor or a full disk emptied it', async () => {
    const path = await makeFile(LINK);
    const { ruleOfRobert, state } = await start(path);
    await writeFile(path, '');
    await vi.waitFor(async () => expect((await state()).ready).toMatchObject({ ok: false }), isSoon);
    expect(await ruleOfRobert()).toBe('PEOPLE_FILE');
  });

  it('can be replaced as editors do, and be missing for a while', async () => {
    const path = await makeFile(LINK);
    const { ruleOfRobert, state } = await start(path);
    await rm(path);
    await vi.waitFor(async () => expect((await state()).ready).toMatchObject({ ok: false }), isSoon);
    expect(await ruleOfRobert()).toBe('PEOPLE_FILE');
    await writeFile(`${path}.new`, 'apart: []\n');
    await rename(`${path}.new`, path);
    await vi.waitFor(async () => expect((await state()).ready).toMatchObject({ ok: true }), isSoon);
    expect(await ruleOfRobert()).toBeNull();
  });

  it('is read beside the event loop: requests are answered meanwhile, by its last valid version', async () => {
    const path = await makeFile(LINK);
    const { ready, end } = startMain({ PEOPLE_FILE: path, TEAMGRAPH_SANDBOX: 'on' });
    undo.push(end);
    const url = await ready();
    const readyz = async () => (await fetch(new URL('/readyz', url), { headers: { connection: 'close' } })).json();
    expect(await readyz()).toMatchObject({ sources: { PEOPLE_FILE: { ok: true } } });
    // Reading a pipe blocks until it has content.
    await promisify(execFile)('mkfifo', [`${path}.pipe`]);
    await rename(`${path}.pipe`, path);
    const pipe = await vi.waitFor(() => open(path, constants.O_WRONLY | constants.O_NONBLOCK), isSoon);
    expect(await readyz()).toMatchObject({ sources: { PEOPLE_FILE: { ok: true } } });
    await pipe.write(BROKEN);
    await pipe.close();
    await vi.waitFor(
      async () => expect(await readyz()).toMatchObject({ sources: { PEOPLE_FILE: { ok: false } } }),
      isSoon,
    );
  });

  it('is not among the sources if none is set', async () => {
    const graph = await startGraph();
    undo.push(graph.close);
    const { data } = await graph.ask('{ sources { name } }');
    expect(data.sources.map(({ name }: { name: string }) => name)).toEqual(['CALCOM', 'ALO', 'SALESHANDY']);
  });
});

describe('a people file at the start', () => {
  it.each([
    ['is broken', BROKEN, /^teamgraph cannot start: PEOPLE_FILE: line 3: people\[0\]\.same\[0\]: expected .*\n$/],
    [
      'has two mistakes',
      'people: 7\napart: 8\n',
      /PEOPLE_FILE: line 1: people: expected a list; line 2: apart: expected a list\n$/,
    ],
  ])('that %s stops the server before it listens, with one line', async (_, text, message) => {
    const { output, exited, end } = startMain({ PEOPLE_FILE: await makeFile(text) });
    undo.push(end);
    expect(await exited).toEqual([1, null]);
    expect(output.stderr).toMatch(message);
    expect(output.stdout).toBe('');
  });

  it('that is missing stops it, too', async () => {
    const { output, exited, end } = startMain({ PEOPLE_FILE: '/nowhere/people.yaml' });
    undo.push(end);
    expect(await exited).toEqual([1, null]);
    expect(output.stderr).toBe('teamgraph cannot start: PEOPLE_FILE: cannot be read (ENOENT)\n');
  });

  it('causes an error if it cannot be read', async () => {
    const path = await makeFile('people: [');
    expect(() => watchPeopleFile(path, { nowMs: () => 0, warn: () => {} })).toThrow(/^PEOPLE_FILE: line 1/);
  });
});
