/** `npm run documents`: which documents of a manifest cannot be answered, in words that lead to them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const NODE = new URL('../../node_modules/.bin/node', import.meta.url).pathname;
const SCRIPT = new URL('../../src/cli/documents.ts', import.meta.url).pathname;
const ID = '4d967a30111bf29f0eba01c0482c1b369b4e5b0f4f4a4a1f2a7c2f1d1e0b9c8d';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'teamgraph-manifests-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(...files: string[]) {
  const { status, stdout, stderr } = spawnSync(NODE, [SCRIPT, ...files], { encoding: 'utf8' });
  return { status, stdout, stderr };
}
function manifest(content: object): string {
  const file = join(folder, 'manifest.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

describe('npm run documents', () => {
  it('says that all can be answered where they can', () => {
    const good = { a: '{ __typename }', b: 'query B { __typename }' };
    const stdout = '2 documents, all of them can be answered\n';
    expect(run(manifest(good))).toEqual({ status: 0, stdout, stderr: '' });
    expect(run(manifest({ a: good.a })).stdout).toBe('1 document, all of them can be answered\n');
  });

  it('names the operation of one that cannot be, beside the beginning of its id', () => {
    const { status, stdout } = run(
      manifest({
        [`sha256:${ID}`]: 'query ShoeSizes { shoeSizes }',
        short: '{ shoeSizes }',
        torn: 'query Torn {',
        fine: '{ __typename }',
      }),
    );
    expect(status).toBe(1);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^ShoeSizes 4d967a30111b\.\.\.: Cannot query field "shoeSizes"/),
      expect.stringMatching(/^short: Cannot query field "shoeSizes"/),
      expect.stringMatching(/^torn: Syntax Error: /),
      '4 documents, 3 of them cannot be answered',
      '',
    ]);
  });

  it('tells of a file that it cannot read, and not of a setting that nobody gave', () => {
    const file = join(folder, 'missing.json');
    expect(run(file)).toEqual({
      status: 1,
      stdout: '',
      stderr: `the documents cannot be checked: ${file} cannot be read (ENOENT)\n`,
    });
    expect(run(manifest({ a: 1 })).stderr).toMatch(
      /checked: \S+ is not a JSON object of ids and documents, nor a manifest of Apollo's\n$/,
    );
    expect(run().stderr).toBe(
      'the documents cannot be checked: expected a manifest: npm run documents -- MANIFEST.json...\n',
    );
  });
});
