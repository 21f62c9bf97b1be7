import { misused, type WaywardenError } from '../contract/errors.ts'

const shape = /^(\d{1,9})(?:\.\.(\d{1,9}))?$/
const MOST_SEEDS = 1_000

/** Parses a list of seeds such as `1..5`, `3` or `1,4,7..9`, without repeats. Throws `usage_invalid`. */
export const parseSeeds = (text: string): readonly number[] => {
  const seeds = text.split(',').flatMap((part) => {
    const [, first, last] = shape.exec(part.trim()) ?? []
    if (first === undefined) throw notSeeds(text)
    const [from, to] = [Number(first), Number(last ?? first)]
    if (to < from || to - from >= MOST_SEEDS) throw notSeeds(text)
    return Array.from({ length: to - from + 1 }, (_, step) => from + step)
  })
  return [...new Set(seeds)]
}

const notSeeds = (text: string): WaywardenError =>
  misused(
    `"${text}" is not a list of seeds; give them as 1..5 or 1,4,7..9, at most ${MOST_SEEDS} in a row`,
    text,
  )
