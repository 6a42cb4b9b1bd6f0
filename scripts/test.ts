/**
 * Runs every check of the project and counts. The last line is `N passed, N failed`, with `, N skipped` where tests
 * need a program that this machine lacks; with `CI=true` a missing program is a failure, which the tests see to.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CHECKS = [
  ['types of the server', 'tsc --noEmit'],
  ['types of the GraphiQL page', 'tsc --noEmit --project graphiql'],
  ['lint and format', 'biome ci --error-on-warnings .'],
  ['nothing unused', 'knip'],
  ['generated code is current', 'graphql-codegen --config codegen.yml --check'],
] as const;

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

function runChecks(): Count {
  const count: Count = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, command] of CHECKS) {
    const { status, stdout, stderr } = spawnSync(command, { shell: true, encoding: 'utf8' });
    const passed = status === 0;
    count[passed ? 'passed' : 'failed']++;
    process.stdout.write(`${passed ? '✓' : '✗'} ${name}\n${passed ? '' : `${stdout}${stderr}\n`}`);
  }
  return count;
}

function runTests(): Count {
  const folder = mkdtempSync(join(tmpdir(), 'teamgraph-test-'));
  const report = join(folder, 'report.json');
  try {
    const { status } = spawnSync(`vitest run --reporter=default --reporter=json --outputFile=${report}`, {
      shell: true,
      stdio: 'inherit',
    });
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    // A file that fails to load, or an error outside any test, fails no test of its own.
    const elsewhere = status !== 0 && numFailedTests === 0 ? Math.max(1, numFailedTestSuites) : 0;
    return { passed: numPassedTests, failed: numFailedTests + elsewhere, skipped: numPendingTests + numTodoTests };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [checks, tests] = [runChecks(), runTests()];
const passed = checks.passed + tests.passed;
const failed = checks.failed + tests.failed;
process.exitCode = failed === 0 ? 0 : 1;
process.stdout.write(
  `\n${passed} passed, ${failed} failed${tests.skipped === 0 ? '' : `, ${tests.skipped} skipped`}\n`,
);
