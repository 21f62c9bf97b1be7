#!/usr/bin/env -S node --max-semi-space-size=64
// The option enlarges V8's young space. With Node's default a batch outlives several garbage collections and
// is copied by each, which takes a fifth of the processor time.
import { readFileSync } from 'node:fs'

import { Command, CommanderError } from 'commander'

import { registerDemo } from './commands/demo.ts'
import { registerEvaluate } from './commands/evaluate.ts'
import { registerInspect } from './commands/inspect.ts'
import { registerReplay } from './commands/replay.ts'
import { registerRun } from './commands/run.ts'
import { registerSchema } from './commands/schema.ts'
import { registerSimulate } from './commands/simulate.ts'
import { EXIT, exitCodeOf, messageOf, WaywardenError } from './contract/errors.ts'
import { printableLines } from './contract/printable.ts'

// The files of all commands are loaded at every start, so what is heavy is imported in the command's action.
const commands = [
  registerDemo,
  registerEvaluate,
  registerInspect,
  registerReplay,
  registerRun,
  registerSimulate,
  registerSchema,
]

function createProgram(): Command {
  const program = new Command('waywarden')
    .description('Catches abnormal bulk look-ups of express waybills by employee accounts.')
    .version(readVersion())
    .option('--debug', 'print the stack trace of an error that stops the program')
    .showHelpAfterError('(add --help for usage)')
    .exitOverride()
    // The same prefix as in `explain`.
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'waywarden: ')) })
  for (const register of commands) register(program)
  return program
}

// package.json lies one folder further up from dist/src than from src.
function readVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const { version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as {
        version: string
      }
      return version
    } catch {
      continue // not built, or built: the other place has it
    }
  }
  return 'unknown'
}

/**
 * Prints what went wrong on standard error, and returns the exit code. Commander has printed its own errors
 * already. Messages are made printable, because they may name an account.
 */
function explain(error: unknown, isDebug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage
  const message = messageOf(error)
  const [first = '', ...more] = printableLines(message)
  const lines =
    more.length === 0
      ? [`waywarden: ${first}`]
      : ['waywarden:', ...[first, ...more].map((line) => `  ${line}`)]
  if (isDebug && error instanceof Error)
    lines.push(...[error.stack ?? '', ...causes(error)].flatMap(printableLines))
  process.stderr.write(`${lines.join('\n')}\n`)
  return exitCodeOf(error)
}

function causes(error: Error): readonly string[] {
  const { cause } = error
  return cause instanceof Error ? [`caused by ${cause.stack ?? cause.message}`, ...causes(cause)] : []
}

process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
  // The reader has gone, as `head` does: there is nobody left to tell.
  if (cause.code === 'EPIPE') process.exit(EXIT.worldFailed)
  const message = `cannot write standard output: ${cause.message}`
  process.exit(explain(new WaywardenError('file_unwritable', message, { cause }), false))
})

// It only shows progress, hints and alerts as they rise: whoever does not read it still gets the output files.
process.stderr.on('error', () => undefined)

const program = createProgram()
try {
  await program.parseAsync(process.argv)
} catch (error) {
  // Whatever the command left open must not keep a failed program alive.
  process.exit(explain(error, program.opts<{ debug?: boolean }>().debug === true))
}
