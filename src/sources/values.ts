/** The names of the files below for importers outside this folder. */
export * from './agreed-rows.ts';
export * from './folding.ts';
export * from './instants.ts';
export * from './rosters.ts';
export * from './rows.ts';
export * from './scalars.ts';
