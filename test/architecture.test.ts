/** The rules of the code base that no compiler checks. */
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = new URL('../src', import.meta.url).pathname;
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort();

/** The files that a file of src/ imports, relative to src/. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target = '']) =>
    relative(SRC, join(SRC, dirname(file), target)),
  );
}

/** Each layer imports itself and the layers above it, as the picture in docs/architecture.md shows. */
const LAYERS: readonly (readonly string[])[] = [
  ['errors.ts', 'time', 'once.ts', 'forgetful-map.ts', 'format-number.ts', 'provenance.ts', 'config'],
  ['upstream'],
  ['sources'],
  ['people', 'relay'],
  // The types of the resolvers are generated from the schema, and name the models that the resolvers give.
  ['generated', 'resolvers'],
  ['graphql'],
  ['server'],
  ['app.ts', 'data.ts'],
  ['cli', 'start.ts'],
  ['main.ts'],
];

const roomOf = (file: string): string => file.split('/')[0] ?? file;
const layerOf = (file: string): number => LAYERS.findIndex((rooms) => rooms.includes(roomOf(file)));

describe('imports', () => {
  it('are found at all', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(importsOf('start.ts')).toContain('app.ts');
  });

  it.each(files)('of %s go one way', (file) => {
    expect(layerOf(file)).toBeGreaterThanOrEqual(0);
    const inside = importsOf(file).filter((target) => !target.startsWith('..'));
    expect(inside.filter((target) => layerOf(target) < 0 || layerOf(target) > layerOf(file))).toEqual([]);
  });

  it('make no circle', () => {
    expect(files.filter((file) => reaches(file, file))).toEqual([]);
  });

  it('leave src/ for the sandbox alone, which is loaded where it serves', () => {
    const leaving = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => target.startsWith('..'))
        .map((target) => `${file} -> ${target}`),
    );
    expect(leaving).toEqual(['data.ts -> ../sandbox/index.ts']);
    expect(readFileSync(join(SRC, 'data.ts'), 'utf8')).toContain("await import('../sandbox/index.ts')");
  });

  it('never leave the sandbox, which is a workspace of its own', () => {
    const root = join(SRC, '..');
    const leaving = globSync('sandbox/**/*.ts', { cwd: root }).filter((file) =>
      importsOf(join('..', file)).some((target) => !target.startsWith('../sandbox/')),
    );
    expect(leaving).toEqual([]);
  });

  it('never lead from one vendor to another', () => {
    const vendorOf = (file: string): string | undefined => /^sources\/(\w+)\//.exec(file)?.[1];
    const crossing = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => vendorOf(file) && vendorOf(target) && vendorOf(file) !== vendorOf(target))
        .map((target) => `${file} -> ${target}`),
    );
    expect(crossing).toEqual([]);
  });

  it('never show a resolver what goes over the wire', () => {
    const wires = files
      .filter((file) => ['resolvers', 'people'].includes(roomOf(file)))
      .flatMap((file) =>
        importsOf(file).filter((target) => /(client|wire)\.ts$/.test(target) || roomOf(target) === 'upstream'),
      );
    expect(wires).toEqual([]);
  });

  it('of Apollo stand in graphql/ alone', () => {
    const users = files.filter((file) => /from '@apollo\//.test(readFileSync(join(SRC, file), 'utf8')));
    expect(users.filter((file) => roomOf(file) !== 'graphql')).toEqual([]);
  });
});

/** Whether a chain of imports leads from one file to another. */
function reaches(from: string, to: string): boolean {
  const seen = new Set(importsOf(from));
  // A set that grows while it is walked is walked to its end.
  for (const file of seen) if (files.includes(file)) for (const target of importsOf(file)) seen.add(target);
  return seen.has(to);
}

describe('a file', () => {
  it.each(files.filter((file) => roomOf(file) !== 'generated'))('%s says what it is for', (file) => {
    expect(readFileSync(join(SRC, file), 'utf8')).toMatch(/^\/\/ \S|^\/\*\*/);
  });

  it.each(
    globSync(['sandbox/**/*.ts', 'scripts/*.{mjs,ts}', 'bench/{*,compare/*,compare/*/*}.{mjs,ts}'], {
      cwd: join(SRC, '..'),
    }).sort(),
  )('%s begins with a doc comment', (file) => {
    expect(readFileSync(join(SRC, '..', file), 'utf8')).toMatch(/^\/\*\*/);
  });

  it('of the graph reads no clock, because whole answers are kept', () => {
    const reading = /\b(?:nowMs|epochMs)\(\)|\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/;
    const rooms = ['sources', 'people', 'relay', 'resolvers'];
    const readers = files.filter((file) => rooms.includes(roomOf(file)));
    expect(readers.length).toBeGreaterThan(50);
    expect(readers.filter((file) => reading.test(readFileSync(join(SRC, file), 'utf8')))).toEqual([]);
  });

  it('other than those that a command starts reads no environment', () => {
    const readers = files.filter((file) => /process\.env/.test(readFileSync(join(SRC, file), 'utf8')));
    expect(readers).toEqual(['cli/people.ts', 'cli/plan.ts', 'main.ts']);
  });
});
