/**
 * `npm test`: runs every check and every test. The last line is `N passed, N failed`, with `, N skipped` where tests need a
 * program that this machine lacks; with `CI=true` the tests count a missing program as a failure.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArguments } from '../src/cli/arguments.ts';

const CHECKS = [
  ['types of the server', 'tsc --noEmit'],
  ['types of the GraphiQL page', 'tsc --noEmit --project graphiql'],
  ['lint and format', 'biome ci --error-on-warnings .'],
  ['nothing unused', 'knip'],
  ['generated code is current', 'graphql-codegen --config codegen.yml --check'],
] as const;
const TESTS = 'vitest run';

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

readArguments({
  name: 'npm test',
  about: `Runs these, and ends with code 1 if one fails:\n${[...CHECKS.map(([, command]) => command), TESTS].map((command) => `\n  ${command}`).join('')}`,
});
const counts = [...CHECKS.map(runCheck), runTests()];
const [passed, failed, skipped] = (['passed', 'failed', 'skipped'] as const).map((key) =>
  counts.reduce((sum, count) => sum + count[key], 0),
);
process.exitCode = failed === 0 ? 0 : 1;
process.stdout.write(`\n${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}\n`);

function runCheck([name, command]: (typeof CHECKS)[number]): Count {
  const { status, stdout, stderr } = spawnSync(command, { shell: true, encoding: 'utf8' });
  const isPassed = status === 0;
  process.stdout.write(`${isPassed ? '✓' : '✗'} ${name}\n${isPassed ? '' : `${stdout}${stderr}\n`}`);
  return { passed: isPassed ? 1 : 0, failed: isPassed ? 0 : 1, skipped: 0 };
}

function runTests(): Count {
  const folder = mkdtempSync(join(tmpdir(), 'teamgraph-test-'));
  const report = join(folder, 'report.json');
  try {
    const { status } = spawnSync(`${TESTS} --reporter=default --reporter=json --outputFile=${report}`, {
      shell: true,
      stdio: 'inherit',
    });
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    // A file that fails to load, or an error outside every test, does not count as a failed test.
    const outside = status !== 0 && numFailedTests === 0 ? Math.max(1, numFailedTestSuites) : 0;
    return { passed: numPassedTests, failed: numFailedTests + outside, skipped: numPendingTests + numTodoTests };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
