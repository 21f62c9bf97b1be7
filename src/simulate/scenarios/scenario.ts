import type { Params } from '../../contract/label.ts'
import type { Land } from '../company/network.ts'
import type { RoleName } from '../company/role.ts'
import type { Oddity, Theft } from '../happening.ts'

/** How often one kind of theft occurs, with the parameters that the scenario wishes for. */
export type TheftOrder = {
  readonly theft: Theft
  readonly times: number
  readonly wish?: Params
}
/**
 * How often one kind of oddity occurs, at the scenario's own number of accounts. `once` is for what befalls
 * the whole company, whatever its size.
 */
export type OddityOrder = {
  readonly oddity: Oddity
  readonly times: number | 'once'
  readonly wish?: Params
}

export type Scenario = Land & {
  readonly name: string
  readonly description: string
  readonly accounts: number
  readonly days: number
  /** Roles that this company does not have. */
  readonly without: readonly RoleName[]
  readonly thefts: readonly TheftOrder[]
  readonly oddities: readonly OddityOrder[]
}
