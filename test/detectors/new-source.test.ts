import { expect, it } from 'vitest'

import { newSource } from '../../detectors/new-source.ts'
import { describeDetector } from './support/describe-detector.ts'
import { createScene } from './support/scene.ts'

const { minCount, mostRaritySurprise } = newSource.defaults

describeDetector(newSource, {
  fires: {
    'a new machine that does the work of a day': (scene) => {
      scene.learn()
      scene.work({ lookUps: 60, deviceId: 'tool' })
    },
    'a new address, where the log knows no machines': (scene) => {
      for (let day = 0; day < 10; day++) {
        scene.work({ day, lookUps: 30, deviceId: null, sourceIp: '10.0.0.1' })
      }
      scene.work({ lookUps: 60, deviceId: null, sourceIp: '203.0.113.9' })
    },
    'another program on the usual machine': (scene) => {
      for (let day = 0; day < 10; day++) scene.work({ day, lookUps: 30, userAgent: 'console/26.1 Windows' })
      scene.work({ lookUps: 60, userAgent: 'python-requests/2.32' })
    },
    'an export on a new machine, of which the log gives the number alone': (scene) => {
      scene.learn()
      scene.work({ lookUps: 1, rows: 0, records: 400, action: 'export', deviceId: 'tool' })
    },
  },
  staysQuiet: {
    'look-ups of which the log names no source, after others': (scene) => {
      for (let day = 0; day < 10; day++)
        scene.work({ day, lookUps: 30, deviceId: null, sourceIp: '10.0.0.1' })
      scene.work({ lookUps: 60, deviceId: null, sourceIp: null })
    },
    'a new version of the usual program': (scene) => {
      for (let day = 0; day < 10; day++) scene.work({ day, lookUps: 30, userAgent: 'console/26.1 Windows' })
      scene.work({ lookUps: 60, userAgent: 'console/26.2 Windows' })
    },
    'one waybill less than the least number': (scene) => {
      scene.learn()
      scene.work({ lookUps: minCount - 1, deviceId: 'tool' })
    },
    'the usual machine, however much it does': (scene) => {
      scene.learn()
      scene.work({ lookUps: 400, everyMs: 1_000 })
    },
    'a courier whose address changes every day': (scene) => {
      scene.learn((account, day) => ({
        account,
        day,
        hour: 18,
        lookUps: 40,
        deviceId: `mobile ${account} ${day}`,
      }))
      scene.work({ hour: 18, lookUps: 40, deviceId: 'mobile on the third Monday' })
    },
    'a new account, whose every machine is new': (scene) => {
      scene.work({ lookUps: 200, deviceId: 'first' })
    },
  },
})

it('is rare and no more where a new machine does the usual work, and more where it does more', () => {
  const scoreOf = (lookUps: number) => {
    const scene = createScene(newSource)
    scene.learn()
    scene.work({ lookUps, deviceId: 'another' })
    return scene.last?.score
  }
  expect(scoreOf(40)).toBe(mostRaritySurprise)
  expect(scoreOf(200)).toBeGreaterThan(mostRaritySurprise + 1)
})

it('says how much of a usual day comes from new ones', () => {
  const reasonAfter = (deviceOf: (day: number) => string) => {
    const scene = createScene(newSource)
    scene.learn((account, day) => ({ account, day, hour: 10, lookUps: 30, deviceId: deviceOf(day) }))
    scene.work({ lookUps: 200, everyMs: 20_000, deviceId: 'tool' })
    return scene.last?.reason()
  }
  const said =
    '[0-9]+ waybills from a machine, address or program new to this account; usual for it and its role: '
  expect(reasonAfter(() => 'pc')).toMatch(new RegExp(`^${said}almost none of about [0-9]+ a day$`))
  expect(reasonAfter((day) => `phone-${day}`)).toMatch(
    new RegExp(`^${said}about [0-9]+ of about [0-9]+ a day$`),
  )
})
