/** The rules of the house that no compiler checks. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = new URL('../src', import.meta.url).pathname;
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort();

/** The files of src/ that a file of src/ imports. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target = '']) =>
    relative(SRC, join(SRC, dirname(file), target)),
  );
}

/** How time is injected, and how long somebody waits. */
const TIME = ['upstream/clock.ts', 'upstream/deadline.ts'];
/** In whose name calls are made, and what is told of them. */
const CALLS = ['upstream/call.ts', 'upstream/pace.ts', 'upstream/trail.ts'];

/** What all processes share. */
const SHARED = ['upstream/redis.ts', 'upstream/redis-health.ts', 'upstream/shared-tier.ts'];

/** What the files of each room may import beside their own room and what everybody may. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'errors.ts': [],
  'setting-values.ts': [],
  'setting-names.ts': [],
  'config.ts': ['setting-names.ts', 'setting-values.ts'],
  time: ['upstream/fair-queue.ts'],
  upstream: ['time'],
  sources: ['upstream', 'time', 'config.ts'],
  people: ['sources', 'time'],
  relay: [],
  resolvers: ['setting-values.ts', 'time', 'relay', 'people', 'sources', 'upstream/health.ts', 'generated'],
  generated: ['resolvers', 'people', 'sources'],
  'schema.ts': ['resolvers'],
  server: [
    'config.ts',
    'setting-values.ts',
    'schema.ts',
    'resolvers',
    'people',
    'sources',
    'time',
    ...TIME,
    ...CALLS,
    'upstream/byte-budget.ts',
    'upstream/directory.ts',
    'upstream/fair-queue.ts',
    'upstream/redis-health.ts',
    'upstream/rolling-count.ts',
    'upstream/shared-tier.ts',
  ],
  'environment.ts': [],
  sandbox: ['environment.ts'],
  'data.ts': ['config.ts', 'sandbox', 'server', 'sources', ...TIME, ...SHARED],
  operator: ['config.ts', 'environment.ts', 'setting-values.ts', 'data.ts', 'schema.ts', 'server', 'people', ...TIME],
  'start.ts': ['config.ts', 'data.ts', 'server', ...TIME],
  'main.ts': ['environment.ts', 'start.ts'],
};
const EVERYBODYS = ['errors.ts'];

const roomOf = (file: string): string => file.split('/')[0] ?? file;
const isIn = (file: string, place: string): boolean => file === place || file.startsWith(`${place}/`);

describe('imports', () => {
  it('are found at all', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(importsOf('start.ts')).toContain('config.ts');
  });

  it.each(files)('of %s go one way', (file) => {
    const room = roomOf(file);
    const allowed = [...(ROOMS[room] ?? []), ...EVERYBODYS, room];
    const strays = importsOf(file).filter((target) => !allowed.some((place) => isIn(target, place)));
    expect(strays).toEqual([]);
  });

  it('never lead from one vendor to another', () => {
    const crossing = files
      .filter((file) => /^sources\/\w+\//.test(file))
      .flatMap((file) =>
        importsOf(file)
          .filter((target) => /^sources\/\w+\//.test(target) && dirname(target) !== dirname(file))
          .map((target) => `${file} -> ${target}`),
      );
    expect(crossing).toEqual([]);
  });

  it('never show a resolver what goes over the wire', () => {
    const wires = files
      .filter((file) => isIn(file, 'resolvers') || isIn(file, 'people'))
      .flatMap((file) => importsOf(file).filter((target) => /(client|wire)\.ts$/.test(target)));
    expect(wires).toEqual([]);
  });
});

describe('a file', () => {
  it.each(files.filter((file) => !isIn(file, 'generated')))('%s says what it is for', (file) => {
    expect(readFileSync(join(SRC, file), 'utf8')).toMatch(/^\/\/ \S|^\/\*\*/);
  });

  it('other than config.ts and the mains reads no environment', () => {
    const readers = files.filter((file) => /process\.env/.test(readFileSync(join(SRC, file), 'utf8')));
    expect(readers).toEqual(['main.ts', 'operator/people.ts', 'sandbox/main.ts']);
  });
});
