const privateIPv4 = /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./

/**
 * Whether machines elsewhere could reach an address: https, and a host that is not private by its name or number. Names
 * are not resolved.
 */
export function isPublicAddress(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  if (protocol !== 'https:') return false
  // Of IPv6 only 2000::/3 is global unicast (RFC 4291 §2.4).
  if (hostname.startsWith('[')) return /^\[[23][0-9a-f]{3}:/.test(hostname)
  if (/^[\d.]+$/.test(hostname)) return !privateIPv4.test(hostname)
  return hostname.includes('.') && !/\.(local|internal|localhost)$/.test(hostname)
}
