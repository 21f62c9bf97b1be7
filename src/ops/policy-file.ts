import { WaywardenError } from '../contract/errors.ts'
import { policySchema, type PolicyDocument, type Tunable } from '../contract/policy.ts'
import { findShapeFaults } from '../contract/shape-faults.ts'
import { createPolicy, type Policy } from '../core/policy.ts'
import { hashPolicy } from './hash-policy.ts'
import { plantHoney } from './plant-honey.ts'
import { findBrokenPolicyRules } from './policy-rules.ts'
import { readText } from './read-file.ts'
import { explainUnusedSeverity } from './unused-severity.ts'
import { parseYaml } from './yaml-source.ts'

/** What is needed to read a policy file. */
export type PolicyReader = {
  readonly detectors: readonly Tunable[]
  /** The secret of the waybill tokens: the file's decoys become tokens as soon as they are read. */
  readonly tokenKey: Uint8Array
}

/**
 * Reads a policy file, null for none; throws one `WaywardenError` that lists every
 * fault with file, line and column.
 */
export function readPolicy(path: string | null, reader: PolicyReader): Policy {
  const [document] = readPolicyDocuments([path], reader.detectors)
  return toPolicy(document as PolicyDocument, reader)
}

/** What the files say, in the order of the paths; throws as `readPolicy`, with the faults of all files. */
export function readPolicyDocuments(
  paths: readonly (string | null)[],
  detectors: readonly Tunable[],
): readonly PolicyDocument[] {
  const checked = paths.map((path) => checkFile(path, detectors))
  const faults = checked.flatMap((each) => each.faults)
  if (faults.length > 0) throw new WaywardenError('policy_invalid', faults.join('\n'), { cause: faults })
  return checked.map(({ value }) => value as PolicyDocument)
}

/**
 * Makes the policy of a document. The policy refers to the document as long as it
 * lives, so the numbers of decoys are taken out first.
 */
export function toPolicy(
  { honeyWaybills = [], ...document }: PolicyDocument,
  { detectors, tokenKey }: PolicyReader,
): Policy {
  return plantHoney(createPolicy(document, detectors, hashPolicy), honeyWaybills, tokenKey)
}

/** What `readPolicy` would throw for, one message a fault. */
export const findPolicyFaults = (path: string | null, detectors: readonly Tunable[]): readonly string[] =>
  checkFile(path, detectors).faults

type Checked = { readonly value: unknown; readonly faults: readonly string[] }

function checkFile(path: string | null, detectors: readonly Tunable[]): Checked {
  if (path === null) return { value: {}, faults: [] }
  const faults: string[] = []
  const text = readText(path, (fault) => void faults.push(fault))
  return text === null ? { value: null, faults } : checkText(text, path, detectors)
}

function checkText(text: string, file: string, detectors: readonly Tunable[]): Checked {
  const source = parseYaml(text, file)
  if (!source.isReadable) return source
  const { value } = source
  // An empty file, perhaps cut off or still being written, would silently reset every threshold.
  if (source.isEmpty)
    return { value, faults: [`${source.placeOf([])}: the file is empty; write {} for the defaults`] }
  const faults = findShapeFaults(policySchema(detectors), value).map(explainUnusedSeverity)
  const broken = findBrokenPolicyRules(value as PolicyDocument, faults)
  return { value, faults: [...source.faults, ...source.describe([...faults, ...broken])] }
}
