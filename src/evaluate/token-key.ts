/** No token leaves the process, so nothing has to be secret, and a fixed key gives the same samples every time. */
export const tokenKey: Uint8Array = new TextEncoder().encode('waywarden evaluates itself')
