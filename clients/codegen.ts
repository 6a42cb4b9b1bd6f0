// Made from the schema by `npm run codegen`. Do not edit it.
import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';

/**
 * For an app: `graphql-codegen --config clients/codegen.ts` writes the types of its documents, and the manifest
 * `persisted-documents.json` that the server reads as TRUSTED_DOCUMENTS.
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
          DateTime: 'string',
          Duration: 'string',
          EmailAddress: 'string',
          JSON: 'unknown',
          TimeZone: 'string',
          URL: 'string',
        },
      },
    },
  },
};

export default config;
