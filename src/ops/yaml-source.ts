import {
  type ErrorCode,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  Lexer,
  LineCounter,
  type Node,
  parseDocument,
  Parser,
  type Document,
  visit,
} from 'yaml'

import type { ShapeFault } from '../contract/shape-faults.ts'
import { yamlFaults } from './yaml-faults.ts'

/** A YAML text as a plain value that still knows where each part stood. */
export type YamlSource = {
  readonly value: unknown
  /** Whether the text has no value: nothing at all, comments only, or `null`. */
  readonly isEmpty: boolean
  /** Faults of the YAML itself, each with its place and without a quotation. */
  readonly faults: readonly string[]
  /** Whether `value` is what the text says. It is where keys are written twice: the last one counts. */
  readonly isReadable: boolean
  /**
   * The faults as a person wants to read them, top down: `policy.yaml:3:5: alerts.quiet must look like PT1H`.
   */
  describe(faults: readonly ShapeFault[]): readonly string[]
  /** The place of the value at the path, such as `policy.yaml:3:5`. */
  placeOf(path: readonly string[]): string
}

/**
 * Far deeper than any settings or policy. Composing the document recurses with the depth. If V8 compiles a
 * regular expression while the stack is nearly full, the process ends.
 */
const MOST_DEPTH = 64

/** One slip can make all that follows it a fault, and a file of another kind has thousands. */
const MOST_FAULTS = 20
/** Most faults of a file that is YAML: a list of another kind has one for each of its entries. */
const MOST_DESCRIBED = 1_000

const shorten = (faults: ReadonlySet<string>): readonly string[] => {
  const more = faults.size - MOST_FAULTS
  return more > 0
    ? [...[...faults].slice(0, MOST_FAULTS), `and ${more} more; is this a YAML file?`]
    : [...faults]
}

type Problem = { readonly code: ErrorCode; readonly offset: number }

/**
 * Reads one YAML document. Keys stay text, so the account 007 and the outlet 0311 keep
 * their zeros. An empty text is an empty mapping.
 */
export function parseYaml(text: string, file: string): YamlSource {
  const lines = new LineCounter()
  const tooDeepAt = findTooDeep(text)
  const shallow = text.slice(0, tooDeepAt ?? text.length)
  const document = parseDocument(shallow, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false, // compares each key with all before it, which takes minutes for 50,000: see findTwins
  })
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${file}:${line}:${col}`
  }
  const problems: Problem[] =
    tooDeepAt === null ? findProblems(document) : [{ code: 'RESOURCE_EXHAUSTION', offset: tooDeepAt }]
  const isParsed = problems.every(({ code }) => code === 'DUPLICATE_KEY')
  const found = isParsed ? toValue(document) : undefined
  if (isParsed && found === undefined) problems.push({ code: 'RESOURCE_EXHAUSTION', offset: 0 })
  return {
    value: found ?? {},
    isEmpty: found === null,
    isReadable: found !== undefined,
    faults: shorten(new Set(problems.map(({ code, offset }) => `${place(offset)}: ${yamlFaults[code]}`))),
    describe: (faults) => {
      const described = faults
        .slice(0, MOST_DESCRIBED)
        .map((fault) => ({ ...fault, offset: offsetOf(document, fault) }))
        .sort((a, b) => a.offset - b.offset)
        .map(({ path, message, offset }) => `${place(offset)}: ${path.join('.') || 'the file'} ${message}`)
      const more = faults.length - described.length
      return more > 0 ? [...described, `and ${more} more in ${file}`] : described
    },
    placeOf: (path) => place(offsetOf(document, { path, at: 'value' })),
  }
}

/**
 * The offset at which the text is nested too deeply; null if it is nowhere. The parser
 * alone, used here, does not recurse with the depth.
 */
function findTooDeep(text: string): number | null {
  const parser = new Parser()
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme)) continue // its output is not used: the text is parsed again below
    if (parser.stack.length > MOST_DEPTH) return parser.offset - lexeme.length
  }
  return null
}

const findProblems = (document: Document.Parsed): Problem[] => [
  ...[...document.errors, ...document.warnings].map(({ code, pos }) => ({ code, offset: pos[0] })),
  ...findBrokenAliases(document),
  ...findTwins(document),
]

/** Keys that are in the same mapping already. */
function findTwins(document: Document.Parsed): readonly Problem[] {
  const twins: Problem[] = []
  visit(document, {
    Map(_, map) {
      const known = new Set<string>()
      for (const { key } of map.items) {
        const text = keyText(key)
        if (text === null) continue
        if (known.has(text)) twins.push({ code: 'DUPLICATE_KEY', offset: startOf(key) ?? 0 })
        known.add(text)
      }
    },
  })
  return twins
}

function findBrokenAliases(document: Document.Parsed): readonly Problem[] {
  const broken: Problem[] = []
  visit(document, {
    Alias(_, alias) {
      const isBroken = alias.resolve(document) === undefined
      if (isBroken) broken.push({ code: 'BAD_ALIAS', offset: startOf(alias) ?? 0 })
    },
  })
  return broken
}

// undefined if aliases would grow without end: yaml throws on them.
function toValue(document: Document.Parsed): unknown {
  try {
    return document.toJS() as unknown
  } catch {
    return undefined
  }
}

// The offset of the deepest part of the path that the text has: a missing key is reported at its parent.
function offsetOf(document: Document.Parsed, { path, at }: Pick<ShapeFault, 'path' | 'at'>): number {
  let node: unknown = document.contents
  let offset = startOf(node) ?? 0
  for (const [index, key] of path.entries()) {
    const collection = isAlias(node) ? node.resolve(document) : node
    if (!isCollection(collection)) return offset
    const isLast = index === path.length - 1
    const pair = isMap(collection) ? collection.items.find((item) => keyText(item.key) === key) : undefined
    node = pair === undefined ? collection.get(Number(key), true) : pair.value
    const wanted = isLast && at === 'value' ? (node ?? pair?.key) : (pair?.key ?? node)
    offset = startOf(wanted) ?? offset
  }
  return offset
}

const keyText = (key: unknown): string | null => (isScalar(key) ? String(key.value) : null)

const startOf = (node: unknown): number | null => (node as Node | null | undefined)?.range?.[0] ?? null
