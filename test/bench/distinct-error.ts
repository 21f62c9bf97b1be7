// npx tsx test/bench/distinct-error.ts [seeds] [waybills...]: the error of distinct counts by case and size.
import { harvests, measure } from '../core/support/harvests.ts'

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`.padStart(10)

const [seeds = 40, ...sizes] = process.argv.slice(2).map(Number)
process.stdout.write(`${'case'.padEnd(58)}${'waybills'.padStart(10)}  std error       bias\n`)
for (const name of Object.keys(harvests)) {
  for (const waybills of sizes.length > 0 ? sizes : [1_000, 10_000, 100_000, 1_000_000]) {
    const { error, bias } = measure(name, waybills, seeds)
    process.stdout.write(
      `${name.padEnd(58)}${String(waybills).padStart(10)}${percent(error)}${percent(bias)}\n`,
    )
  }
}
