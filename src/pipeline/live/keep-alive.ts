/**
 * The result of the work; meanwhile heartbeats, since kafkajs sends none while a handler runs. Where a heartbeat fails the
 * membership may be over: this throws at once, and the work ends by itself.
 */
export async function keepAlive<T>(
  work: Promise<T>,
  heartbeat: () => Promise<void>,
  intervalMs: number,
): Promise<T> {
  const outcome = work.then(
    () => 'ended' as const,
    () => 'ended' as const,
  )
  for (;;) {
    if ((await earlier(outcome, intervalMs)) === 'ended') return work
    await heartbeat()
  }
}

const earlier = async (outcome: Promise<'ended'>, ms: number): Promise<'ended' | 'late'> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms)
  })
  try {
    return await Promise.race([outcome, late])
  } finally {
    clearTimeout(timer)
  }
}
