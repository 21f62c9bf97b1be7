/** FNV-1a, 32 bits, never 0: tells names of machines and outlets apart. Not for waybill numbers: it has no key. */
export const hashText = (text: string): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash | 1
}
