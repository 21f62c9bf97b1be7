import { describe, expect, it } from 'vitest'

import { exposureCeiling } from '../../detectors/exposure-ceiling.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/contract/time-units.ts'
import { BEYOND_ALL_WORK } from '../../src/core/detector.ts'
import { describeDetector } from './support/describe-detector.ts'
import { ACCOUNT, createScene, scattered, type Scene } from './support/scene.ts'

const { maxUnexplainedRecords, maxRecords } = exposureCeiling.defaults

/** Look-ups that do not say outlets. */
const withoutOutlets = { lookUps: 200, hour: 18, everyMs: 10_000, reach: 'unknown' } as const

/** As auditors work. */
const audit = { hour: 18, everyMs: 10_000, reach: 'foreign', outlets: scattered } as const

// What nobody can pace round is in test/core/ceiling.test.ts.
describeDetector(exposureCeiling, {
  fires: {
    'one record more than the limit, in single look-ups over a day': (scene) => {
      const everyMs = Math.floor((24 * HOUR_MS) / (maxUnexplainedRecords + 1))
      scene.work({ hour: 0, lookUps: maxUnexplainedRecords + 1, everyMs, reach: 'foreign' })
    },
    'the same in a log without outlets, by an account that never read as much': (scene) => {
      scene.learn((account, day) => ({ ...withoutOutlets, account, day }))
      scene.work({ hour: 0, lookUps: maxUnexplainedRecords * 2, everyMs: 30_000, reach: 'unknown' })
    },
    'an export of which the log gives the number alone': (scene) => {
      scene.work({ lookUps: 1, rows: 0, records: maxUnexplainedRecords + 1, action: 'export' })
    },
    'explained records beyond the limit for all': (scene) => {
      scene.work({ lookUps: 2, rows: maxRecords / 2 + 1, reach: 'own' })
    },
    'one record more than the limit, by a role that audits other outlets': (scene) => {
      scene.learn((account, day) => ({ ...audit, account, day, lookUps: 100 }))
      scene.work({ ...audit, lookUps: maxUnexplainedRecords + 1 })
    },
    'one record more than the limit in a new log without outlets': (scene) => {
      scene.work({ lookUps: maxUnexplainedRecords, everyMs: 10_000, reach: 'unknown' })
      scene.work({ hour: 12, lookUps: 1, reach: 'unknown' })
    },
  },
  staysQuiet: {
    'the last record that is allowed': (scene) => {
      scene.work({ lookUps: maxUnexplainedRecords, everyMs: MINUTE_MS, reach: 'foreign' })
    },
    'the last explained record that is allowed': (scene) => {
      scene.work({ lookUps: 2, rows: maxRecords / 2, reach: 'own' })
    },
    'a reconciliation of own waybills': (scene) => {
      scene.work({ lookUps: 1_500, everyMs: 10_000, reach: 'own' })
    },
    'a complaint wave with tickets, where there are tickets every day': (scene) => {
      scene.learn((account, day) => ({
        account,
        day,
        hour: 18,
        lookUps: 90,
        everyMs: 10_000,
        ticketed: true,
      }))
      scene.work({ lookUps: 600, everyMs: 10_000, reach: 'foreign', ticketed: true })
    },
    'look-ups that were denied': (scene) => {
      scene.work({ lookUps: 1_500, everyMs: 10_000, outcome: 'denied' })
    },
  },
})

describe('how grave a crossed ceiling is', () => {
  const isExcused = (happen: (scene: Scene) => void) => {
    const scene = createScene(exposureCeiling)
    happen(scene)
    return scene.last?.excuse === 'work'
  }

  it('is mild where the role is used to as much', () => {
    expect(
      isExcused((scene) => {
        scene.learn((account, day) => ({
          ...audit,
          account,
          day,
          lookUps: account === ACCOUNT ? 0 : 100,
        }))
        scene.work({ ...audit, lookUps: maxUnexplainedRecords + 1 })
      }),
    ).toBe(true)
  })

  it('is mild where no more waybills than that were opened, some of them again and again', () => {
    expect(
      isExcused((scene) => {
        scene.learn((account, day) => ({ ...audit, account, day, lookUps: 10 }))
        scene.work({ ...audit, lookUps: maxUnexplainedRecords + 1, times: 10 })
      }),
    ).toBe(true)
  })

  it('is mild where fewer waybills were opened again and again, though nobody has to do with such', () => {
    const openAgain = (waybills: number) => (scene: Scene) => {
      scene.learn()
      scene.work({ ...audit, hour: 9, everyMs: 5_000, lookUps: 3 * waybills, times: 3 })
    }
    expect(isExcused(openAgain(300))).toBe(true)
    expect(isExcused(openAgain(600))).toBe(false)
    expect(
      isExcused((scene) => {
        openAgain(300)(scene)
        scene.work({ lookUps: 1, rows: 0, records: 300, action: 'export' })
      }),
    ).toBe(false)
  })

  it('is not where a look-up comes late, and nobody knows what was opened again by then', () => {
    expect(
      isExcused((scene) => {
        scene.learn()
        scene.work({ ...audit, hour: 9, everyMs: 5_000, lookUps: maxUnexplainedRecords + 10 })
        scene.work({ day: 16, lookUps: 1, reach: 'own' })
        scene.work({ ...audit, day: 14, hour: 20, lookUps: 1 })
      }),
    ).toBe(false)
  })

  it('is not where all records together are beyond their own limit', () => {
    const scenes = [0, maxRecords + 1].map((rows) =>
      isExcused((scene) => {
        scene.learn((account, day) => ({ ...audit, account, day, lookUps: 100 }))
        scene.work({ lookUps: 1, rows, reach: 'own', action: 'export' })
        scene.work({ ...audit, lookUps: maxUnexplainedRecords + 1 })
      }),
    )
    expect(scenes).toEqual([true, false])
  })

  it('is mild in the first days of a log, when nobody knows what is usual', () => {
    expect(isExcused((scene) => scene.work({ ...audit, lookUps: maxUnexplainedRecords + 1 }))).toBe(true)
  })

  it('is not in the first days either where it is a hundred times as much', () => {
    const exported = (records: number) =>
      isExcused((scene) => scene.work({ lookUps: 1, rows: 0, records, action: 'export' }))
    expect(exported(BEYOND_ALL_WORK * maxUnexplainedRecords - 1)).toBe(true)
    expect(exported(BEYOND_ALL_WORK * maxUnexplainedRecords)).toBe(false)
  })

  it('is not where the account alone has always read as much: it may have been a thief before the log began', () => {
    expect(
      isExcused((scene) => {
        scene.learn((account, day) => ({ ...audit, account, day, lookUps: account === ACCOUNT ? 150 : 0 }))
        scene.work({ ...audit, lookUps: 2 * maxUnexplainedRecords })
      }),
    ).toBe(false)
  })

  it('is not where an account that has read little reads as much as another that has always', () => {
    expect(
      isExcused((scene) => {
        scene.learn((account, day) => ({ ...audit, account, day, lookUps: account === 'A-2' ? 150 : 0 }))
        scene.work({ ...audit, lookUps: maxUnexplainedRecords + 1 })
      }),
    ).toBe(false)
  })

  it('is not where the day of work has ended in between', () => {
    expect(
      isExcused((scene) => {
        scene.learn((account, day) => ({ ...audit, account, day, lookUps: 3 }))
        scene.work({ ...audit, hour: 22, lookUps: maxUnexplainedRecords - 1 })
        scene.work({ ...audit, day: 15, hour: 4, lookUps: 2 })
      }),
    ).toBe(false)
  })

  it('is not where a role is too rare to have a baseline of its own', () => {
    expect(
      isExcused((scene) => {
        scene.learn()
        scene.work({ ...audit, day: 11, hour: 9, lookUps: 10, role: 'auditor' })
        scene.work({ ...audit, role: 'auditor', lookUps: maxUnexplainedRecords + 1 })
      }),
    ).toBe(false)
  })

  it('is not where the role reads nothing foreign', () => {
    expect(
      isExcused((scene) => {
        scene.learn()
        scene.work({ ...audit, lookUps: maxUnexplainedRecords + 1 })
      }),
    ).toBe(false)
  })
})

it('is crossed by rows alone that the log does not list, unless all records are beyond their own limit', () => {
  const excuseAfter = (own: number) => {
    const scene = createScene(exposureCeiling)
    scene.learn()
    scene.work({ lookUps: 1, rows: own, reach: 'own' })
    scene.work({ hour: 11, lookUps: 1, rows: 0, records: maxUnexplainedRecords + 1, action: 'export' })
    return scene.last?.excuse
  }
  expect([0, maxRecords].map(excuseAfter)).toEqual(['unlisted', null])
})

it('is excused for such rows up to ten times the limit, however much others export, and no further', () => {
  const excuseAfter = (records: number) => {
    const scene = createScene(exposureCeiling)
    scene.learn()
    scene.work({ lookUps: 1, rows: 0, records, action: 'export' })
    return scene.last?.excuse
  }
  expect([-1, 0].map((more) => excuseAfter(10 * maxUnexplainedRecords + more))).toEqual(['unlisted', null])
})

it('is not crossed by such rows where waybills are listed whose outlets the log does not say', () => {
  const scene = createScene(exposureCeiling)
  scene.learn()
  scene.work({
    hour: 9,
    lookUps: 2 * (maxUnexplainedRecords + 10),
    everyMs: 20_000,
    times: 2,
    reach: 'unknown',
  })
  expect(scene.last).toMatchObject({ limit: maxUnexplainedRecords })
  expect(scene.last?.excuse).toBeNull()
})

it('says within how many hours it was crossed', () => {
  const reasonAfter = (everyMs: number) => {
    const scene = createScene(exposureCeiling)
    scene.work({ lookUps: maxUnexplainedRecords + 1, everyMs, reach: 'foreign' })
    return scene.last?.reason()
  }
  expect(reasonAfter(MINUTE_MS / 60)).toContain(' within one hour; ')
  expect(reasonAfter(MINUTE_MS)).toContain(' within 9 hours; ')
})
