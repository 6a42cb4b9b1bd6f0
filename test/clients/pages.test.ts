/** The code on the pages of docs/clients/ is that of the examples, which the tests run. */
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { useGraph } from '../support/clients.ts';
import { blocksOf, PAGES, readText } from '../support/docs.ts';

const CLIENT_PAGES = PAGES.filter((page) => page.startsWith('docs/clients/'));

describe('a page of a client', () => {
  it.each(CLIENT_PAGES)('%s shows code of an example', (page) => {
    for (const { language, text, comment = '', line } of blocksOf(page)) {
      if (language !== 'ts' && comment === '') continue;
      expect(comment, `line ${line}`).toMatch(/^clients\/examples\/[\w.-]+$/);
      expect(readText(comment), `line ${line}`).toContain(`${text}\n`);
    }
  });

  it.each(CLIENT_PAGES)('%s is on the list of the pages', (page) => {
    const name = page.slice('docs/clients/'.length);
    expect(name === 'README.md' || readText('docs/clients/README.md').includes(`(${name})`)).toBe(true);
  });
});

describe('a dev server that passes /graphql on', () => {
  const graph = useGraph();

  it('needs no listed origin', async () => {
    const headers = {
      host: 'localhost:5173',
      origin: 'http://localhost:5173',
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/json',
      connection: 'close',
    };
    const status = await new Promise((resolve, reject) => {
      const sent = request(graph.url(), { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.once('error', reject);
      sent.end(JSON.stringify({ query: '{ __typename }' }));
    });
    expect(status).toBe(200);
  });
});
