/** Whose keys they are, of all that may share a server. */
export type KeySpace = {
  /** Begins every key. */
  readonly prefix: string
  /** The input topic; its lanes are numbered by its partitions. */
  readonly topic: string
}

/** What is remembered of the topic as a whole. */
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
