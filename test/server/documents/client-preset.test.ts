/** The manifest that a client's build makes of the examples, with the config in examples/. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { startServer } from '../../support/graph.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
const bin = (name: string): string => join(ROOT, 'node_modules/.bin', name);

let folder: string;
let manifest: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'teamgraph-client-'));
  const config = parseYaml(readFileSync(join(ROOT, 'examples/client/codegen.yml'), 'utf8'));
  const [generated] = Object.values(config.generates);
  const file = join(folder, 'codegen.json');
  writeFileSync(file, JSON.stringify({ ...config, generates: { [`${folder}/`]: generated } }));
  const { status, stderr } = spawnSync(bin('graphql-codegen'), ['--config', file], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  manifest = join(folder, 'persisted-documents.json');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

const checkDocuments = (...files: string[]) =>
  spawnSync(bin('node'), ['src/cli/documents.ts', ...files], { cwd: ROOT, encoding: 'utf8' });

describe('the manifest of the client preset', () => {
  it('has the twenty examples, which the server answers by their ids, and rejects everything else', async () => {
    const documents = Object.entries(JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string>);
    expect(documents).toHaveLength(20);
    const server = await startServer({ TRUSTED_DOCUMENTS: manifest, TRUSTED_DOCUMENTS_ONLY: 'on' });
    for (const [documentId, text] of documents) {
      expect(documentId).toMatch(/^sha256:[\da-f]{64}$/);
      const response = await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ documentId }),
      });
      const answer = JSON.stringify(await response.json());
      // Only a server that knows the document can say which variables are missing.
      const isOfVariables = /\$\w+: [\w[\]!]+!/.test(text);
      expect(answer).toMatch(isOfVariables ? /Variable .* of required type/ : /"data"/);
    }
    const refused = await server.ask('{ __typename }');
    expect(refused.errors?.[0]?.extensions.code).toBe('QUERY_NOT_IN_SAFELIST');
    await server.close();
  });

  it('can be checked before a release of the server', () => {
    expect(checkDocuments(manifest)).toMatchObject({
      status: 0,
      stdout: '20 documents, all of them can be answered\n',
    });
  });

  it('is reported by the id of a document with a removed field', () => {
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, JSON.stringify({ abc: '{ users { nodes { shoeSize } } }', def: '{ __typename }' }));
    const { status, stdout } = checkDocuments(broken, manifest);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^abc: Cannot query field "shoeSize"[^\n]*\n22 documents, 1 of them cannot be answered\n$/);
  });

  it('is required by the command', () => {
    const { status, stderr } = checkDocuments();
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^the documents cannot be checked: .*\n$/)]);
  });
});
