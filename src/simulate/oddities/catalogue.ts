import type { Oddity } from '../happening.ts'

export const oddities: readonly Oddity[] = []
