import { Type, type Static } from 'typebox'

import type { DeepReadonly } from './deep-readonly.ts'
import { rejectReasons } from './reject.ts'

export const coverageSchemaName = 'waywarden.coverage/1'

const count = (description: string) => Type.Integer({ minimum: 0, description })

/**
 * How far a lane was scored, and what was not: only with this does the absence of alerts prove anything.
 * read = counted + duplicates + the sum of rejected; all counts run from the lane's first event.
 */
export const coverageRecordSchema = Type.Object(
  {
    schema: Type.Literal(coverageSchemaName, { description: 'Format of the record.' }),
    topic: Type.String({ description: 'The input topic, of look-ups or of findings.' }),
    lane: Type.Integer({ minimum: 0, description: 'Partition of the input topic.' }),
    throughOffset: Type.String({
      pattern: '^[0-9]+$',
      description: 'Offset of the next record to score: all before it have been read. Decimal.',
    }),
    throughEventTime: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'Latest event time that was scored. null: nothing yet.',
    }),
    read: count('Records that were read; on the findings topic, the findings in them.'),
    counted: count("Look-ups counted in an account's state."),
    duplicates: count('Look-ups recognised as already counted, and left out.'),
    late: count('Counted look-ups that are older than one already counted for the same account.'),
    rejected: Type.Partial(Type.Record(Type.Enum(rejectReasons), count('Records.')), {
      description: 'Records that could not be scored, by reason; an absent reason means none.',
    }),
    lost: count(
      'Records below throughOffset that retention deleted before they were read, if kafka.onLostOffsets is continue.',
    ),
    policyVersion: Type.String({ description: 'Hash of the thresholds in force at throughOffset.' }),
  },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:waywarden:coverage:1',
    title: 'Coverage of one lane, version 1',
    description:
      'Through which offset and event time one lane has been scored. Record key on the coverage topic = topic/lane; the topic is compacted.',
  },
)

export type CoverageRecord = DeepReadonly<Static<typeof coverageRecordSchema>>
