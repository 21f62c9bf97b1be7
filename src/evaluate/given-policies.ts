import { refuse } from '../contract/errors.ts'
import { fileOf } from '../transport/keep-apart.ts'

/** As `--policy` takes it: every detector on its defaults. A file of that name is ./default. */
const DEFAULT = 'default'
/** A policy alone is the product. */
const ALONE = 'waywarden'

export type GivenPolicy = {
  readonly name: string
  /** Null for the defaults. */
  readonly path: string | null
}

/** One policy, or several, each named as `--policy` gives it. Throws `usage_invalid`, with every case, where two are the same. */
export const givenPolicies = (given: readonly string[]): readonly [GivenPolicy, ...GivenPolicy[]] => {
  const [first = DEFAULT, ...others] = given
  if (others.length === 0) return [{ ...policyOf(first), name: ALONE }]
  refuse(findTwins(given.map(policyOf)))
  return [policyOf(first), ...others.map(policyOf)]
}

/** Throws `usage_invalid`, with every case, where a table would have two rows of one name. */
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
