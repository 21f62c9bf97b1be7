// npm run scores [-- SEEDS]: prints the detection tables of test/bench/README.md, each under its command.
import { build, waywarden } from './run-command.ts'

const seeds = process.argv[2] ?? '1..5'

/** The sets of the README, in its order. */
const sets = [
  ['--simulate', 'company', '--against', 'all'],
  ['--simulate', 'company', '--outlet-ids', 'absent'],
  ['--simulate', 'company', '--roles', 'absent'],
  ['--simulate', 'company', '--tactics', 'tickets'],
  ['--simulate', 'company', '--tactics', 'neighbour'],
  ['--simulate', 'company', '--strength', '0.5'],
  ['--simulate', 'company', '--strength', '0.25'],
  ['--simulate', 'promotion'],
  ['--simulate', 'honest'],
  ['--simulate', 'slow-ramp', '--per-theft'],
]

build()
for (const set of sets) {
  const form = set.includes('--per-theft') ? [] : ['--markdown']
  const args = ['evaluate', ...set, '--seeds', seeds, ...form]
  process.stdout.write(`\nnpx waywarden ${args.join(' ')}\n\n`)
  waywarden(args)
}
