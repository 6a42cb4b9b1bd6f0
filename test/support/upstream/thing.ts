/** An endpoint of no vendor's: what is asked is its path, what comes is a number. */
import { z } from 'zod';
import type { Endpoint, Parameters } from '../../../src/upstream/endpoint.ts';

interface Asked extends Parameters {
  readonly what: string;
}

export const thing: Endpoint<Asked, number> = {
  source: 'ALO',
  name: 'thing',
  method: 'GET',
  request: ({ what }) => ({ path: `/${what}` }),
  wire: z.number(),
  rowsIn: () => null,
};
