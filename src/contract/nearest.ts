/** Fewer letters begin too many words to mean one of them. */
const LEAST_BEGINNING = 3

/** The candidate a mistyped word most likely meant; null if none is near. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const limit = word.length > 3 ? Math.max(2, Math.floor(word.length / 3)) : 1
  const begun = candidates.filter((candidate) => isBeginning(word, candidate) || isBeginning(candidate, word))
  // These come first, because the sort is stable: by "node", "nodes" is meant rather than "mode".
  const scored = [...begun, ...candidates].map((candidate) => ({
    candidate,
    distance: editDistance(word, candidate),
  }))
  const best = scored.sort((a, b) => a.distance - b.distance)[0]
  return best !== undefined && best.distance <= limit ? best.candidate : (begun[0] ?? null)
}

const isBeginning = (start: string, word: string): boolean =>
  start.length >= LEAST_BEGINNING && word.startsWith(start)

// Levenshtein distance without regard to case, one row at a time:
// https://en.wikipedia.org/wiki/Levenshtein_distance
function editDistance(from: string, to: string): number {
  const [source, target] = [from.toLowerCase(), to.toLowerCase()]
  let row = Array.from({ length: target.length + 1 }, (_, index) => index)
  for (const [i, letter] of Array.from(source).entries()) {
    const next = [i + 1]
    for (const [j, other] of Array.from(target).entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
