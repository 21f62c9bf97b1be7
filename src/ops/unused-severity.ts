import type { ShapeFault } from '../contract/shape-faults.ts'

const MESSAGE =
  'cannot be set: this detector crosses no limit, and the severity of its findings follows from the sum of signs; see alerts, such as mediumFalseAlarms'

/** Explains why the policy cannot set a severity for this detector, although it can for other detectors. */
export const explainUnusedSeverity = (fault: ShapeFault): ShapeFault =>
  isSeverityOfDetector(fault) ? { ...fault, message: MESSAGE } : fault

/** A detector with limits accepts the key: if it is a fault, the detector has none. */
const isSeverityOfDetector = ({ path, at }: ShapeFault): boolean => {
  if (at !== 'key' || path.at(-1) !== 'severity') return false
  const [part] = path
  return (part === 'detectors' && path.length === 3) || (part === 'overrides' && path.length === 5)
}
