import type { ShapeFault } from '../contract/shape-faults.ts'

const MESSAGE =
  'cannot be set: this detector crosses no limit, and the severity of its findings follows from the sum of signs; see alerts, such as mediumFalseAlarms'

/** Says why a detector takes no severity where the policy gives it one: the key alone looks like that of its neighbours. */
export const explainIdleSeverity = (fault: ShapeFault): ShapeFault =>
  isSeverityOfDetector(fault) ? { ...fault, message: MESSAGE } : fault

/** A detector with limits has the key, so where it is a fault there are none. */
const isSeverityOfDetector = ({ path, at }: ShapeFault): boolean => {
  if (at !== 'key' || path.at(-1) !== 'severity') return false
  const [part] = path
  return (part === 'detectors' && path.length === 3) || (part === 'overrides' && path.length === 5)
}
