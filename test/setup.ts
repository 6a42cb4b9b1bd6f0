/** Every run tries the same cases, so that what passes once passes always. `FC_SEED` tries others. */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 1) });
