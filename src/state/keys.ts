/** Tells apart the keys of installations and topics that share a server. */
export type KeySpace = {
  /** Begins every key. */
  readonly prefix: string
  /** The input topic; its lanes are numbered by its partitions. */
  readonly topic: string
}

/** Keys of what is stored for the topic as a whole. */
export const topicKeys = ({ prefix, topic }: KeySpace) => ({
  partitions: `${prefix}{${topic}}:partitions`,
  tokenKey: `${prefix}{${topic}}:token-key`,
})

/** The braces are the hash tag: all keys of a lane are on one member of a cluster. */
export const laneKeys = ({ prefix, topic }: KeySpace, lane: number) => {
  const base = `${prefix}{${topic}:${lane}}`
  return {
    meta: `${base}:meta`,
    fields: `${base}:fields`,
    outbox: `${base}:outbox`,
    state: (id: string) => `${base}:a:${id}`,
  }
}
