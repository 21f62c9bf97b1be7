// Reads what .ci/run left in a folder: `steps` (a line each: exit code, name) and the JSON reports of vitest.
// Prints what failed, and last `N passed, N failed`; exits with 1 where anything failed, or nothing ran.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const [folder = '.'] = process.argv.slice(2)
const steps = readFileSync(join(folder, 'steps'), 'utf8').trim().split('\n')
const failedSteps = steps.filter((line) => !line.startsWith('0 '))

const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).testResults)
const tests = files.flatMap((file) => file.assertionResults)
const count = (...statuses) => tests.filter(({ status }) => statuses.includes(status)).length
const brokenFiles = files.filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
)

const skipped = tests.length - count('passed', 'failed')
const passed = steps.length - failedSteps.length + count('passed')
const failed = failedSteps.length + count('failed') + brokenFiles.length

for (const line of failedSteps) console.log(`failed: ${line.slice(line.indexOf(' ') + 1)}`)
for (const { name, message } of brokenFiles) console.log(`could not be run: ${name}\n${message}`)
for (const { name, assertionResults } of files)
  for (const { status, fullName, failureMessages } of assertionResults)
    if (status === 'failed') console.log(`failed: ${name} > ${fullName}\n${failureMessages.join('\n')}`)
if (skipped > 0) console.log(`skipped tests: ${skipped}`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || count('passed') === 0 ? 1 : 0
