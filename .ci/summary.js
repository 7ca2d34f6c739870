// Prints the closing line of a run. A failed step without a failed test counts as one failure, so the line cannot look green.
import { readFileSync } from 'node:fs';

const [report, stepFailed] = process.argv.slice(2);

// A file that cannot be loaded has no tests; it counts as one failure of its own.
const isBroken = ({ status, assertionResults }) =>
  status === 'failed' && !assertionResults.some((test) => test.status === 'failed');

function totals() {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests + testResults.filter(isBroken).length };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

const { passed, failed } = totals();
const failures = failed === 0 && stepFailed !== '0' ? 1 : failed;
process.stdout.write(`${passed} passed, ${failures} failed\n`);
process.exitCode = failures > 0 ? 1 : 0;
