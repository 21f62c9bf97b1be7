import { Ajv2020 } from 'ajv/dist/2020.js'
import { Command } from 'commander'
import { describe, expect, it, onTestFinished, vi } from 'vitest'

import { registerSchema } from '../../src/commands/schema.ts'

async function printed(name: string): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  onTestFinished(() => write.mockRestore())
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  registerSchema(program)
  await program.parseAsync(['schema', name], { from: 'user' })
  return write.mock.calls.map(([text]) => String(text)).join('')
}

describe('waywarden schema', () => {
  it.each(['audit-event', 'alert', 'finding', 'reject', 'coverage', 'label', 'policy', 'mapping'])(
    'prints the JSON Schema of %s',
    async (name) => {
      const schema = JSON.parse(await printed(name)) as { $id: string; title: string }
      expect(schema.$id).toMatch(/^urn:waywarden:/)
      expect(schema.title).toMatch(/, version \d+/)
      expect(new Ajv2020({ strict: false, validateFormats: false }).compile(schema)).toBeTypeOf('function')
    },
  )

  it('names every threshold of every detector in the policy', async () => {
    expect(await printed('policy')).toContain('"maxUnexplainedRecords"')
  })

  it('knows no other name', async () => {
    await expect(printed('parcel')).rejects.toThrow('Allowed choices are audit-event, alert')
  })
})
