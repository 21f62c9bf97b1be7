import { WaywardenError } from '../contract/errors.ts'
import { policySchema, type PolicyDocument, type Tunable } from '../contract/policy.ts'
import { createPolicy, type Policy } from '../core/policy.ts'
import { hashPolicy } from './hash-policy.ts'
import { findIdleFaults } from './idle-days.ts'
import { explainIdleSeverity } from './idle-severity.ts'
import { plantHoney } from './plant-honey.ts'
import { readText } from './read-file.ts'
import { findOrderFaults } from './severity-order.ts'
import { findShapeFaults } from '../contract/shape-faults.ts'
import { parseYaml } from './yaml-source.ts'

/** What a policy file is read for. */
export type PolicyReader = {
  readonly detectors: readonly Tunable[]
  /** The secret of the waybill tokens: the file's decoys become tokens where they are read. */
  readonly tokenKey: Uint8Array
}

/** The policy without a file: every detector on its defaults. */
export const defaultPolicy = (detectors: readonly Tunable[]): Policy =>
  createPolicy({}, detectors, hashPolicy)

/** Reads a policy file, null for none; throws one `WaywardenError` that lists every fault with file, line and column. */
export function readPolicy(path: string | null, reader: PolicyReader): Policy {
  return createChecked(checkPath(path, reader.detectors), reader)
}

/** As `readPolicy`, in the order of the paths; the error lists the faults of all files. */
export function readPolicies(paths: readonly (string | null)[], reader: PolicyReader): readonly Policy[] {
  const checked = paths.map((path) => checkPath(path, reader.detectors))
  refuseFaults(checked.flatMap(({ faults }) => faults))
  return checked.map((each) => createChecked(each, reader))
}

/** As `readPolicy`, from text already at hand. `file` only serves the messages. */
export const parsePolicy = (text: string, file: string, reader: PolicyReader): Policy =>
  createChecked(checkPolicy(text, file, reader.detectors), reader)

/** What `readPolicy` would throw for, one message a fault. */
export const findPolicyFaults = (path: string, detectors: readonly Tunable[]): readonly string[] =>
  checkFile(path, detectors).faults

type Checked = { readonly value: unknown; readonly faults: readonly string[] }

const checkPath = (path: string | null, detectors: readonly Tunable[]): Checked =>
  path === null ? { value: {}, faults: [] } : checkFile(path, detectors)

function refuseFaults(faults: readonly string[]): void {
  if (faults.length > 0) throw new WaywardenError('policy_invalid', faults.join('\n'), { cause: faults })
}

function createChecked({ value, faults }: Checked, { detectors, tokenKey }: PolicyReader): Policy {
  refuseFaults(faults)
  // A policy refers to its document for as long as it lives, and must not keep numbers.
  const { honeyWaybills = [], ...document } = value as PolicyDocument
  return plantHoney(createPolicy(document, detectors, hashPolicy), honeyWaybills, tokenKey)
}

function checkFile(path: string, detectors: readonly Tunable[]): Checked {
  const faults: string[] = []
  const text = readText(path, (fault) => void faults.push(fault))
  return text === null ? { value: null, faults } : checkPolicy(text, path, detectors)
}

function checkPolicy(text: string, file: string, detectors: readonly Tunable[]): Checked {
  const source = parseYaml(text, file)
  if (source.faults.length > 0) return source
  const { value } = source
  // A file that is being written, or was cut, would put every threshold back without a word.
  if (source.isEmpty)
    return { value, faults: [`${source.placeOf([])}: the file is empty; write {} for the defaults`] }
  const faults = findShapeFaults(policySchema(detectors), value).map(explainIdleSeverity)
  // Nothing is concluded from what is faulty itself.
  const areSound = (...parts: readonly (keyof PolicyDocument)[]) =>
    faults.every(({ path: [part] }) => part !== undefined && !parts.some((each) => each === part))
  const document = value as PolicyDocument
  const contradictions = [
    ...(areSound('alerts') ? findOrderFaults(document) : []),
    ...(areSound('forgetAfterDays', 'detectors', 'overrides') ? findIdleFaults(document) : []),
  ]
  return { value, faults: source.describe([...faults, ...contradictions]) }
}
