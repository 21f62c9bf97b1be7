/** Spreads small numbers over 32 bits, one to one. */
export const tokenOf = (waybill: number): number => {
  let hash = Math.imul(waybill + 1, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
