import { defineConfig } from 'vitest/config';

const EACH = {
  setupFiles: ['test/setup.ts'],
  testTimeout: 30_000,
  hookTimeout: 30_000,
  // A busy machine takes its time: a poll ends as soon as it succeeds.
  expect: { poll: { timeout: 20_000 } },
};
/** What holds with and without the optimizations: the oracle, the faults, the truth and the audit. */
const PROMISES = [
  'test/canonical-{queries,calls,outages}.test.ts',
  'test/upstream/faults/*.test.ts',
  'test/truth/*.test.ts',
  'test/server/graphql-over-http.test.ts',
];

export default defineConfig({
  // Node loads the CommonJS build of graphql, and so must the tests: its two builds do not know each other's types.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    projects: [
      { extends: true, test: { ...EACH, name: 'all', include: ['test/**/*.test.ts'] } },
      { extends: true, test: { ...EACH, name: 'plain', include: PROMISES, env: { OPTIMIZATIONS: 'off' } } },
    ],
    // Two cores: more workers would only wait for each other.
    maxWorkers: 2,
  },
});
