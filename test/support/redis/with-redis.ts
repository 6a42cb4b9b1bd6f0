/** Tests that need Redis: skipped by name where there is none, and a failure where everything is to be checked. */
import { describe, expect, it } from 'vitest';
import { isRedisMissing } from '../redis.ts';

const HELP = 'apt-get install redis-server';

export function describeWithRedis(title: string, tests: () => void): void {
  if (isRedisMissing && process.env.CI === 'true') {
    it('a machine that checks everything has Redis', () => {
      expect.fail(`no redis-server: ${HELP}`);
    });
  }
  describe.skipIf(isRedisMissing)(isRedisMissing ? `${title} (needs redis-server: ${HELP})` : title, tests);
}
