// npx tsx test/bench/lanes.ts [LANES [SEEDS]]: how alerts differ if a company is spread over lanes.
import { parseSeeds } from '../../src/evaluate/seeds.ts'
import { scoreLog, simulateLog } from '../pipeline/company.ts'
import { lastRevisions, missingFrom, shareThatDiffers } from '../pipeline/incidents.ts'

const lanes = Number(process.argv[2] ?? '12')
const days = 14

const tell = async (seed: number): Promise<void> => {
  const log = simulateLog({ seed, days })
  const one = await scoreLog(log, { lanes: 1, isShared: false })
  for (const isShared of [true, false]) {
    const many = await scoreLog(log, { lanes, isShared })
    for (const least of ['low', 'medium'] as const) {
      const [before, after] = [lastRevisions(one, least), lastRevisions(many, least)]
      const share = (shareThatDiffers(before, after) * 100).toFixed(1)
      process.stdout.write(
        `seed ${seed}, ${isShared ? 'shared' : 'apart'}, ${least} and up: ${before.length} in one lane, ${after.length} in ${lanes}, ` +
          `${missingFrom(after, before).length} only in one lane, ${missingFrom(before, after).length} only in ${lanes}: ${share} % differ\n`,
      )
    }
  }
}

for (const seed of parseSeeds(process.argv[3] ?? '1..5')) await tell(seed)
