/** `npm run documents -- MANIFEST...`: says which documents of these manifests the graph cannot answer. Asks nobody. */

import { Kind, parse } from 'graphql';
import { schema } from '../graphql/schema.ts';
import { brokenDocuments, readManifests } from '../server/documents/manifest.ts';

const USAGE = 'npm run documents -- MANIFEST.json...';

function check(files: readonly string[]): void {
  if (files.length === 0) throw new Error(`expected a manifest: ${USAGE}`);
  const manifest = readManifests(files, '');
  const broken = brokenDocuments(schema, manifest);
  for (const { id, problem } of broken) {
    process.stdout.write(`${operationsIn(manifest.get(id) ?? '')}${shortened(id)}: ${problem}\n`);
  }
  process.stdout.write(`${counted(manifest.size)}, ${verdict(broken.length)}\n`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}

const counted = (documents: number): string => `${documents} ${documents === 1 ? 'document' : 'documents'}`;
const verdict = (broken: number): string =>
  broken === 0 ? 'all of them can be answered' : `${broken} of them cannot be answered`;

/** Enough to find it by in the manifest. */
const shortened = (id: string): string => (id.length > 12 ? `${id.slice(0, 12)}...` : id);

/** The names that the client gave them, to stand before the id; nothing where it gave none. */
function operationsIn(text: string): string {
  try {
    const names = parse(text).definitions.flatMap((one) =>
      one.kind === Kind.OPERATION_DEFINITION && one.name ? [one.name.value] : [],
    );
    return names.map((name) => `${name} `).join('');
  } catch {
    // It is among those that cannot be answered for the same reason.
    return '';
  }
}

try {
  check(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`the documents cannot be checked: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
