import { Argument, type Command } from 'commander'
import type { TSchema } from 'typebox'

const schemas: Readonly<Record<string, () => Promise<TSchema>>> = {
  'audit-event': async () => (await import('../contract/audit-event.ts')).auditEventSchema,
  alert: async () => (await import('../contract/alert.ts')).alertSchema,
  reject: async () => (await import('../contract/reject.ts')).rejectRecordSchema,
  finding: async () => (await import('../contract/finding.ts')).findingsRecordSchema,
  coverage: async () => (await import('../contract/coverage.ts')).coverageRecordSchema,
  label: async () => (await import('../contract/label.ts')).labelSchema,
  policy: async () => {
    const [{ policySchema }, { detectors }] = await Promise.all([
      import('../contract/policy.ts'),
      import('../../detectors/index.ts'),
    ])
    return policySchema(detectors)
  },
  mapping: async () => (await import('../contract/mapping-schema.ts')).mappingSchema,
}

/** `waywarden schema NAME`: prints the JSON Schema of a record, from the definition used for validation. */
export function registerSchema(program: Command): void {
  program
    .command('schema')
    .description(
      'print the JSON Schema of a record, of a label, of the policy file or of the setting mapping',
    )
    .addArgument(new Argument('<name>', 'what to describe').choices(Object.keys(schemas)))
    .action(async (name: string) => {
      const schema = await schemas[name]?.()
      process.stdout.write(`${JSON.stringify(schema, null, 2)}\n`)
    })
}
