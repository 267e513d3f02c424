import { BlockList, isIP } from 'node:net'
import { assert } from '../core/assert.ts'

/**
 * Owns the question which addresses and ports a URL given by a user may reach. It does not connect.
 * Invariant: an address that is not plainly public is closed unless the operator has opened it by name.
 *
 * IPv6 is closed outside 2000::/3, so ::, ::1, v4-compatible and v4-mapped forms, 64:ff9b::/96, fc00::/7, fe80::/10
 * and multicast need no entry of their own. Sources: the IANA special-purpose address registries for IPv4 and IPv6.
 */
const CLOSED_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]

const CLOSED_V6: readonly (readonly [string, number])[] = [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

/** Services that speak something other than HTTP and have been harmed through HTTP requests: databases, mail, shells. */
const CLOSED_PORTS: ReadonlySet<number> = new Set([
  1080, 1099, 1433, 1521, 1719, 1720, 1723, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3306, 3389, 3659, 4045, 4190, 4369, 5060,
  5061, 5432, 5433, 5555, 5672, 5900, 5984, 6000, 6379, 6432, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 7000, 7001,
  7199, 7474, 8086, 8125, 9042, 9092, 9160, 9200, 9300, 10080, 10250, 10255, 11211, 15672, 16379, 26257, 26379, 27017, 27018,
  27019, 28015, 28017, 50070, 61616,
])

const LAST_SYSTEM_PORT = 1023

interface Opening {
  readonly matches: (host: string) => boolean
  /** Null opens the host without lifting the rule about ports. */
  readonly port: number | null
}

export interface OutboundPolicy {
  /** May this port be used at this host? `host` is a literal address or a name, without brackets. */
  readonly allowsPort: (host: string, port: number) => boolean
  /** May this address be connected to? `name` is the host as written in the URL. */
  readonly allowsAddress: (address: string, name: string, port: number) => boolean
}

/**
 * @param allow what the operator opens, each entry one of `10.1.2.3`, `10.0.0.0/8`, `fd00::/8`, `hooks.internal`, any of
 *   the single hosts also with `:port` (IPv6 in brackets). An entry with a port opens that port alone, whatever its number.
 * @throws Error when an entry cannot be read, so that a slip in the configuration is noticed at the start
 */
export function outboundPolicy(allow: readonly string[] = []): OutboundPolicy {
  const openings = allow.map(parseOpening)
  const isOpened = (host: string, port: number): boolean =>
    openings.some((opening) => (opening.port === null || opening.port === port) && opening.matches(host))
  return {
    allowsPort: (host, port) =>
      isWebPort(port) || openings.some((opening) => opening.port === port && opening.matches(bareHost(host))),
    allowsAddress: (address, name, port) => isPublicAddress(address) || isOpened(address, port) || isOpened(bareHost(name), port),
  }
}

/** True for addresses of the public internet; false for everything private, special, reserved or unreadable. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !closedV4.check(address, 'ipv4')
  if (family === 6) return !closedV6.check(address, 'ipv6')
  return false
}

/** 80, 443 and the ports above the system range that no known database, mail or shell service uses. */
export function isWebPort(port: number): boolean {
  return port === 80 || port === 443 || (port > LAST_SYSTEM_PORT && port <= 65535 && !CLOSED_PORTS.has(port))
}

/** `[::1]` is `::1`, `Example.COM.` is `example.com`. */
export function bareHost(host: string): string {
  const unbracketed = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host
  return unbracketed.toLowerCase().replace(/\.$/, '')
}

// Two lists, because a BlockList compares an IPv4 address with IPv6 rules too, as if it were v4-mapped.
const closedV4 = new BlockList()
for (const [address, prefix] of CLOSED_V4) closedV4.addSubnet(address, prefix, 'ipv4')

const closedV6 = new BlockList()
for (const [address, prefix] of CLOSED_V6) closedV6.addSubnet(address, prefix, 'ipv6')

function parseOpening(entry: string): Opening {
  const text = entry.trim().toLowerCase()
  const network = /^([0-9a-f.:]+)\/(\d{1,3})$/.exec(text)
  if (network) return { matches: matchNetwork(network[1]!, Number(network[2])), port: null }
  if (isIP(text) !== 0) return { matches: matchNetwork(text, isIP(text) === 4 ? 32 : 128), port: null }

  const withPort = /^(\[[0-9a-f.:]+\]|[^:/\s]+)(?::(\d{1,5}))?$/.exec(text)
  assert(withPort !== null, `cannot read "${entry}" in the list of allowed outbound hosts`)
  const host = bareHost(withPort[1]!)
  const port = withPort[2] === undefined ? null : Number(withPort[2])
  assert(port === null || (port > 0 && port <= 65535), `"${entry}" in the list of allowed outbound hosts has no possible port`)
  if (isIP(host) !== 0) return { matches: matchNetwork(host, isIP(host) === 4 ? 32 : 128), port }
  assert(/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(host), `cannot read "${entry}" in the list of allowed outbound hosts`)
  return { matches: (candidate) => candidate === host, port }
}

function matchNetwork(address: string, prefix: number): (host: string) => boolean {
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6'
  assert(isIP(address) !== 0 && prefix <= (family === 'ipv4' ? 32 : 128), `${address}/${prefix} is not a network`)
  const list = new BlockList()
  list.addSubnet(address, prefix, family)
  return (host) => {
    const hostFamily = isIP(host)
    return hostFamily !== 0 && list.check(host, hostFamily === 4 ? 'ipv4' : 'ipv6')
  }
}
