/**
 * Every run tries the same cases, so that what passes once passes always. `FC_SEED` tries others. With `OPTIMIZATIONS=off` no
 * answer is made a faster way: zod reads the answers of sources, and graphql-js executes the operations (support/graph.ts).
 */
import fc from 'fast-check';
import { z } from 'zod';

fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 1) });
if (process.env.OPTIMIZATIONS === 'off') z.config({ jitless: true });
