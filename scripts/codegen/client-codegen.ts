/** Writes clients/codegen.ts, in the form that the formatter wants. */
import type { GraphQLSchema } from 'graphql';
import { customScalars } from './schema-facts.ts';
import { HEAD, quoted } from './text.ts';

/** Is called by GraphQL Code Generator. */
export const plugin = (
  schema: GraphQLSchema,
): string => `${HEAD}import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';

/**
 * For an app: \`graphql-codegen --config clients/codegen.ts\` writes the types of its documents, and the manifest
 * \`persisted-documents.json\` that the server reads as TRUSTED_DOCUMENTS.
 */
const config: CodegenConfig = {
  schema: process.env.TEAMGRAPH_SCHEMA ?? 'http://127.0.0.1:4000/schema.graphql',
  documents: ['src/**/*.{ts,tsx,graphql}'],
  generates: {
    'src/graphql/': {
      preset: 'client',
      // A cache needs the types of the objects, and the server answers the documents of the manifest as they are there.
      documentTransforms: [addTypenameSelectionDocumentTransform],
      presetConfig: {
        fragmentMasking: false,
        persistedDocuments: { hashAlgorithm: 'sha256', mode: 'embedHashInDocument' },
      },
      config: {
        strictScalars: true,
        useTypeImports: true,
        enumsAsTypes: true,
        // True for an app that reads no field that has an error: then fields marked @semanticNonNull are not nullable. It
        // needs the package graphql-sock.
        nullability: { errorHandlingClient: process.env.TEAMGRAPH_ERRORS === 'thrown' },
        scalars: {
          ID: 'string',
${customScalars(schema)
  .map((name) => `          ${name}: ${quoted(name === 'JSON' ? 'unknown' : 'string')},\n`)
  .join('')}        },
      },
    },
  },
};

export default config;
`;
