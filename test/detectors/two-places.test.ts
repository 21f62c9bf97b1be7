import { twoPlaces } from '../../detectors/two-places.ts'
import { MINUTE_MS } from '../../src/contract/time-units.ts'
import { describeDetector } from './support/describe-detector.ts'
import { ACCOUNT } from './support/scene.ts'

const { minCount } = twoPlaces.defaults
const inTurns = (each: number) => (each % 2 === 0 ? 'PC of A-1' : 'tool')

describeDetector(twoPlaces, {
  fires: {
    'two machines in turns': (scene) => {
      scene.learn()
      scene.work({ lookUps: 40, device: inTurns })
    },
    'the least number of waybills, read between those at the usual machine': (scene) => {
      scene.learn()
      scene.work({ lookUps: 1 + 2 * minCount, device: inTurns })
    },
    'one list, opened elsewhere between two look-ups at the usual machine': (scene) => {
      scene.learn()
      scene.work({ lookUps: 1 })
      scene.work({ hour: 10.1, lookUps: 1, rows: 60, deviceId: 'tool' })
      scene.work({ hour: 10.2, lookUps: 1 })
    },
    'two machines in turns, each at an address of its own': (scene) => {
      scene.learn()
      for (let each = 0; each < 20; each++) {
        scene.work({ hour: 10 + each / 60, lookUps: 1, sourceIp: '10.0.0.1' })
        scene.work({ hour: 10 + (each + 0.5) / 60, lookUps: 1, sourceIp: '10.0.0.2', deviceId: 'tool' })
      }
    },
  },
  staysQuiet: {
    "a new handheld beside the desk, both behind the outlet's address": (scene) => {
      scene.learn()
      scene.work({ lookUps: 40, sourceIp: '10.0.0.1', device: inTurns })
    },
    'three machines, each left for the next': (scene) => {
      scene.learn()
      scene.work({ lookUps: 60, device: (each) => `tool ${each % 3}` })
    },
    'one waybill less than the least number': (scene) => {
      scene.learn()
      // What was read last counts only when somebody returns.
      scene.work({ lookUps: 2 * minCount, device: inTurns })
    },
    'a machine that takes over from the usual one': (scene) => {
      scene.learn()
      scene.work({ lookUps: 5 })
      scene.work({ hour: 11, lookUps: 200, deviceId: 'new PC' })
    },
    'a telephone beside the desk, both long in use, on a day as busy as none before': (scene) => {
      const onBoth = (each: number) => (each % 2 === 0 ? 'PC of A-1' : 'telephone')
      const withBoth = (day: number) => ({ day, hour: 20, lookUps: 3, device: onBoth })
      scene.learn((account, day) => (account === ACCOUNT && day > 7 ? withBoth(day) : []))
      scene.work({ lookUps: 200, device: onBoth })
    },
    'a change of machines every forty minutes': (scene) => {
      scene.learn()
      scene.work({ hour: 0, lookUps: 30, everyMs: 40 * MINUTE_MS, device: inTurns })
    },
    'a handheld whose look-ups of the morning come one by one in the afternoon': (scene) => {
      scene.learn()
      for (let each = 0; each < 20; each++) {
        scene.work({ hour: 15 + each / 60, lookUps: 1 })
        scene.work({ hour: 10 + each / 60, lookUps: 1, deviceId: 'handheld' })
      }
    },
    'a counter with a computer and a handheld, as at everybody': (scene) => {
      const both = (account: string) => (each: number) =>
        each % 2 === 0 ? `PC of ${account}` : `handheld of ${account}`
      scene.learn((account, day) => ({ account, day, hour: 18, lookUps: 24, device: both(account) }))
      scene.work({ hour: 18, lookUps: 24, device: both('A-1') })
    },
  },
})
