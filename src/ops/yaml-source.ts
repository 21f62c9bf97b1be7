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
  /** What is no YAML, with the place in front and nothing quoted. `value` counts only where there are none. */
  readonly faults: readonly string[]
  /** The faults as a person wants to read them, top down: `policy.yaml:3:5: alerts.quiet must look like PT1H`. */
  describe(faults: readonly ShapeFault[]): readonly string[]
  /** `policy.yaml:3:5`, of the value at the path. */
  placeOf(path: readonly string[]): string
}

/**
 * Far more than any settings or policy. What composes the document goes deeper with it, and a regular expression that V8 compiles
 * where the stack is nearly full ends the process.
 */
const MOST_DEPTH = 64

type Problem = { readonly code: ErrorCode; readonly offset: number }

/**
 * Reads one YAML document. Keys stay text, so the account 007 and the outlet 0311 keep their zeros. An empty text is an
 * empty mapping.
 */
export function parseYaml(text: string, file: string): YamlSource {
  const lines = new LineCounter()
  const tooDeepAt = findTooDeep(text)
  const shallow = text.slice(0, tooDeepAt ?? text.length)
  const document = parseDocument(shallow, { lineCounter: lines, prettyErrors: false, stringKeys: true })
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${file}:${line}:${col}`
  }
  const problems: Problem[] =
    tooDeepAt === null ? findProblems(document) : [{ code: 'RESOURCE_EXHAUSTION', offset: tooDeepAt }]
  const found = problems.length > 0 ? null : toValue(document)
  if (found === undefined) problems.push({ code: 'RESOURCE_EXHAUSTION', offset: 0 })
  return {
    value: found ?? {},
    isEmpty: found === null,
    faults: problems.map(({ code, offset }) => `${place(offset)}: ${yamlFaults[code]}`),
    describe: (faults) =>
      faults
        .map((fault) => ({ ...fault, offset: offsetOf(document, fault) }))
        .sort((a, b) => a.offset - b.offset)
        .map(({ path, message, offset }) => `${place(offset)}: ${path.join('.') || 'the file'} ${message}`),
    placeOf: (path) => place(offsetOf(document, { path, at: 'value' })),
  }
}

/** Where the text is nested too deep; null where nowhere. The parser alone, as here, goes no deeper itself. */
function findTooDeep(text: string): number | null {
  const parser = new Parser()
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme)) continue // what it has finished is parsed again, below
    if (parser.stack.length > MOST_DEPTH) return parser.offset - lexeme.length
  }
  return null
}

const findProblems = (document: Document.Parsed): Problem[] => [
  ...[...document.errors, ...document.warnings].map(({ code, pos }) => ({ code, offset: pos[0] })),
  ...findBrokenAliases(document),
]

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

// yaml throws on aliases that would grow without end; undefined then.
function toValue(document: Document.Parsed): unknown {
  try {
    return document.toJS() as unknown
  } catch {
    return undefined
  }
}

// The deepest part of the path that the text has: a missing key is reported where its parent stands.
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
