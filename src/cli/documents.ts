/** `npm run documents -- MANIFEST...`: lists the documents of these manifests that the schema cannot answer. Calls no source. */
import { Kind, parse } from 'graphql';
import { schema } from '../graphql/schema.ts';
import { brokenDocuments, readManifests } from '../server/documents/manifest.ts';
import { type Command, readArguments, synopsisOf } from './arguments.ts';

const COMMAND: Command = {
  name: 'npm run documents',
  about: 'Lists the documents that the schema cannot answer. Ends with code 1 if there are any.',
  operands: { 'MANIFEST.json...': 'manifests of trusted documents, as TRUSTED_DOCUMENTS names them' },
};

const { operands } = readArguments(COMMAND);
try {
  check(operands);
} catch (error) {
  process.stderr.write(`the documents cannot be checked: ${(error as Error).message}\n`);
  process.exitCode = 1;
}

/** Throws an Error of one line where a manifest cannot be read. */
function check(files: readonly string[]): void {
  if (files.length === 0) throw new Error(`expected a manifest: ${synopsisOf(COMMAND)}`);
  const manifest = readManifests(files, '');
  const broken = brokenDocuments(schema, manifest);
  for (const { id, problem } of broken) {
    process.stdout.write(`${operationsIn(manifest.get(id) ?? '')}${shortened(id)}: ${problem}\n`);
  }
  const documents = `${manifest.size} ${manifest.size === 1 ? 'document' : 'documents'}`;
  const verdict = broken.length === 0 ? 'all of them can be answered' : `${broken.length} of them cannot be answered`;
  process.stdout.write(`${documents}, ${verdict}\n`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}

/** The names of the operations in a document, each with a space after it; empty where they have none. */
function operationsIn(text: string): string {
  try {
    const names = parse(text).definitions.flatMap((one) =>
      one.kind === Kind.OPERATION_DEFINITION && one.name ? [one.name.value] : [],
    );
    return names.map((name) => `${name} `).join('');
  } catch {
    // The document is listed as broken because of the same syntax error.
    return '';
  }
}

/** Enough of an id to find it in the manifest. */
function shortened(id: string): string {
  return id.length > 12 ? `${id.slice(0, 12)}...` : id;
}
