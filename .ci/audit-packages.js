import { run } from '../scripts/run.js';

/*
 * Known vulnerabilities of what is delivered. A registry that cannot be asked, or has no audit endpoint, is no reason to
 * fail: then this says so loudly, and the build goes on without an answer.
 */

const { code, output } = await run('npm', ['audit', '--omit=dev', '--audit-level=high', '--json'], {
  timeoutMs: 60_000,
});
const report = reportIn(output);

if (!report) {
  process.stdout.write(`\n${'!'.repeat(100)}\n`);
  process.stdout.write(
    '!! npm audit got no answer: NOBODY HAS LOOKED whether the packages have known vulnerabilities.\n',
  );
  process.stdout.write(`!! ${reasonIn(output)}\n${'!'.repeat(100)}\n\n`);
} else if (code === 0) {
  process.stdout.write(`npm audit: ${report.dependencies?.total ?? 'all'} packages, nothing high or critical\n`);
} else {
  process.stdout.write(
    `npm audit: ${JSON.stringify(report.vulnerabilities)} vulnerabilities; see npm audit --omit=dev\n`,
  );
  process.exitCode = 1;
}

/** @param {string} text */
function reportIn(text) {
  const begin = text.indexOf('{');
  try {
    return JSON.parse(text.slice(begin, text.lastIndexOf('}') + 1)).metadata;
  } catch {
    return undefined;
  }
}

/** @param {string} text */
function reasonIn(text) {
  const line = text.split('\n').find((line) => /audit|ENOTFOUND|ECONN|EAI_AGAIN|ETIMEDOUT/.test(line));
  return (line ?? 'it said nothing').replace(/https?:\/\/\S+/g, 'the registry').trim();
}
