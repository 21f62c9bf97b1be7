import { refuse } from '../contract/errors.ts'
import { fileOf } from '../transport/keep-apart.ts'

/**
 * Given to `--policy`, it leaves every detector on its defaults. A file of this name is given as ./default.
 */
const DEFAULT = 'default'
/** Name in the tables if only one policy is compared. */
const ALONE = 'waywarden'

export type GivenPolicy = {
  readonly name: string
  /** Null means the detectors' defaults. */
  readonly path: string | null
}

/**
 * The policies to compare, named as `--policy` names them. Throws `usage_invalid`, listing every case, if two
 * of them are the same.
 */
export const givenPolicies = (given: readonly string[]): readonly [GivenPolicy, ...GivenPolicy[]] => {
  const [first = DEFAULT, ...others] = given
  if (others.length === 0) return [{ ...policyOf(first), name: ALONE }]
  refuse(findTwins(given.map(policyOf)))
  return [policyOf(first), ...others.map(policyOf)]
}

/**
 * Throws `usage_invalid`, listing every case, if a policy and a rule have the same name: a table would have
 * two rows of one name.
 */
export const refuseRuleNames = (
  policies: readonly GivenPolicy[],
  rules: readonly { readonly name: string }[],
): void =>
  refuse(
    policies
      .filter(({ name }) => rules.some((rule) => rule.name === name))
      .map(
        ({ name }) => `--policy ${name} is also the name of a rule of --against; give the file as ./${name}`,
      ),
  )

const policyOf = (name: string): GivenPolicy => ({ name, path: name === DEFAULT ? null : name })

const findTwins = (policies: readonly GivenPolicy[]): readonly string[] => {
  const known = new Map<string, string>()
  const faults: string[] = []
  for (const { name, path } of policies) {
    const key = path === null ? name : (fileOf(path) ?? path)
    const before = known.get(key)
    if (before === undefined) known.set(key, name)
    else faults.push(`--policy ${name} is ${before === name ? 'given twice' : `the same file as ${before}`}`)
  }
  return faults
}
