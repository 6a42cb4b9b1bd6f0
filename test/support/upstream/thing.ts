/** An invented endpoint: its parameter is its path, its answer a number. */
import { z } from 'zod';
import type { Endpoint, Parameters } from '../../../src/upstream/endpoint.ts';

interface ThingQuery extends Parameters {
  readonly what: string;
}

export const thing: Endpoint<ThingQuery, number> = {
  source: 'ALO',
  name: 'thing',
  method: 'GET',
  laws: { what: 'FILTER' },
  request: ({ what }) => ({ path: `/${what}` }),
  wire: z.number(),
  rowsIn: () => null,
};
