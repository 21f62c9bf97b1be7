import { readFileSync } from 'node:fs'

import addFormats from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'vitest'

import type { JsonSchema } from './near-schema.ts'

export const readReference = (name: string): JsonSchema =>
  JSON.parse(readFileSync(new URL(`./reference/${name}`, import.meta.url), 'utf8')) as JsonSchema

/**
 * What Ajv says of a schema, formats asserted. One correction: ajv-formats lets hour 24 and minute 60 pass beside an
 * offset that brings them to 23:59 UTC, which RFC 3339 does not.
 */
export function referenceCheck(schema: object): (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false })
  addFormats.default(ajv)
  const isDateTime = ajv.formats['date-time'] as { validate: (text: string) => boolean }
  const validate = isDateTime.validate
  ajv.addFormat('date-time', (text) => validate(text) && !/^.{11}(?:24|.{3}60)/.test(text))
  const check = ajv.compile(schema)
  return (value) => check(value)
}

/** Guards the generator: a test over nothing but valid values, or invalid ones, would prove little. */
export function expectBothKinds(valid: number, total: number): void {
  expect(valid / total).toBeGreaterThan(0.2)
  expect(valid / total).toBeLessThan(0.8)
}
