/** The closing line of a test run: `12 passed, 0 failed`, and the skipped ones where there are any. */
export function totalsLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * Counts a finished run from what vitest hands its reporters: each test by its state; a file that did not load, a hook of a suite that
 * threw, and an error nobody caught each as one failure, since none of them shows as a failed test.
 */
export function countTotals(modules, unhandledErrors) {
  const totals = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
  for (const module of modules) {
    if (module.errors().length > 0) totals.failed += 1;
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) totals.failed += 1;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') totals.passed += 1;
      else if (state === 'skipped') totals.skipped += 1;
      else totals.failed += 1;
    }
  }
  return totals;
}
