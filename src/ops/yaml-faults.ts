import type { ErrorCode } from 'yaml'

/**
 * Messages for faults of a YAML text, by the parser's code. The parser's own messages quote the text at
 * fault, which may well be a password or a waybill number that should have stood in quotes.
 */
export const yamlFaults: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias (*) cannot have an anchor or a tag',
  BAD_ALIAS: 'an alias (*) needs its anchor (&) before it; put quotes around text that begins with either',
  BAD_COLLECTION_TYPE: 'this tag (!) does not fit what follows it',
  BAD_DIRECTIVE: 'a line that begins with % must be a directive, such as %YAML 1.2',
  BAD_DQ_ESCAPE:
    'there is no such escape in double quotes; use single quotes, or write two backslashes for one',
  BAD_INDENT: 'must be indented like the lines around it, with any bracket before it closed',
  BAD_PROP_ORDER: 'an anchor (&) or tag (!) must come after the indicator of its item',
  BAD_SCALAR_START: 'put quotes around text that begins with a YAML special character',
  BLOCK_AS_IMPLICIT_KEY:
    'a key cannot begin here; the line below may be indented too far, or text that contains a colon needs quotes',
  BLOCK_IN_FLOW: 'inside brackets, collections must be in brackets too',
  DUPLICATE_KEY: 'this key is in the same mapping already, further up',
  IMPOSSIBLE: 'is no YAML',
  KEY_OVER_1024_CHARS: 'a key must be shorter than 1024 characters',
  MISSING_CHAR: 'a quote, bracket, comma, colon or space is missing here',
  MULTILINE_IMPLICIT_KEY: 'a key must be followed by a colon on its own line',
  MULTIPLE_ANCHORS: 'there cannot be two anchors (&) here',
  MULTIPLE_DOCS: 'the file contains more than one document; keep the one above this ---',
  MULTIPLE_TAGS: 'there cannot be two tags (!) here',
  NON_STRING_KEY: 'a key must be text',
  RESOURCE_EXHAUSTION: 'the file is nested too deeply, or its aliases expand without end',
  TAB_AS_INDENT: 'indent with spaces, not with tabs',
  TAG_RESOLVE_FAILED: 'there is no such tag (!); put quotes around text that begins like this',
  UNEXPECTED_TOKEN: 'not allowed here; put quotes around text that contains YAML special characters',
}
