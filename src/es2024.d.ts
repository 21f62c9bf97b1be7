/** Node has them from version 20.0, TypeScript's library from es2024. */
interface String {
  isWellFormed(): boolean
  toWellFormed(): string
}
