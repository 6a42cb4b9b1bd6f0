import { defineConfig } from 'vite';

export default defineConfig({
  base: '/graphiql/',
  worker: { format: 'es' },
  build: {
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      checks: { moduleLevelDirective: false },
      // GraphiQL makes the accessible names of its icons from the names of functions.
      output: { keepNames: true },
    },
  },
});
