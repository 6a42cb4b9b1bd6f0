/** `npm run documents -- MANIFEST...`: says which documents of these manifests the graph cannot answer. Asks nobody. */

import { schema } from '../schema.ts';
import { brokenDocuments, readManifests } from '../server/documents/manifest.ts';

const USAGE = 'npm run documents -- MANIFEST.json...';

function check(files: readonly string[]): void {
  if (files.length === 0) throw new Error(`expected a manifest: ${USAGE}`);
  const manifest = readManifests(files);
  const broken = brokenDocuments(schema, manifest);
  for (const { id, problem } of broken) process.stdout.write(`${id}: ${problem}\n`);
  process.stdout.write(`${manifest.size} documents, ${broken.length} of them cannot be answered\n`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}

try {
  check(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`the documents cannot be checked: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
