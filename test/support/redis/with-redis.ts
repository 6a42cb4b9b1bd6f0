/** Tests that need Redis: skipped by name if there is none, and a failure in CI. */
import { describe, expect, it } from 'vitest';
import { isRedisMissing } from '../redis.ts';

const HELP = 'apt-get install redis-server';

export function describeWithRedis(title: string, tests: () => void): void {
  if (isRedisMissing && process.env.CI === 'true') {
    it('CI has Redis', () => {
      expect.fail(`no redis-server: ${HELP}`);
    });
  }
  describe.skipIf(isRedisMissing)(isRedisMissing ? `${title} (needs redis-server: ${HELP})` : title, tests);
}
