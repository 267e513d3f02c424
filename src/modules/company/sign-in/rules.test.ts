import fc from 'fast-check'
import { expect, test } from 'vitest'
import { waitSeconds } from '../tries/rules.ts'
import { IDLE_MS, isAlive, networkOf, SESSION_SECONDS, WINDOW_MS } from './rules.ts'

const NOW = new Date('2026-03-01T12:00:00Z')
const before = (ms: number) => new Date(NOW.getTime() - ms)

test('a session that is dead stays dead', () => {
  const age = fc.nat({ max: 200 * 86_400_000 })
  fc.assert(
    fc.property(age, age, age, (created, idle, later) => {
      const session = {
        used_at: before(Math.min(idle, created)),
        expires_at: new Date(NOW.getTime() - created + SESSION_SECONDS * 1000),
      }
      const alive = isAlive(session, NOW)
      expect(alive).toBe(created < SESSION_SECONDS * 1000 && Math.min(idle, created) < IDLE_MS)
      if (!alive) expect(isAlive(session, new Date(NOW.getTime() + later))).toBe(false)
    }),
  )
})

test('nobody waits longer than the window, and everybody a second at least', () => {
  fc.assert(
    fc.property(fc.nat({ max: WINDOW_MS }), (ms) => {
      const seconds = waitSeconds(before(ms), NOW, WINDOW_MS)
      expect(seconds).toBeGreaterThanOrEqual(1)
      expect(seconds).toBeLessThanOrEqual(WINDOW_MS / 1000)
    }),
  )
})

test('IPv6 neighbours are one, however their address is written; IPv4 addresses are each their own', () => {
  fc.assert(
    fc.property(fc.ipV6(), (ip) => {
      if (!ip.includes('.')) expect(networkOf(ip)).toMatch(/^([0-9a-f]{1,4}:){4}:\/64$/)
    }),
  )
  expect(networkOf('2001:0db8::1')).toBe(networkOf('2001:DB8:0:0:ffff:1:2:3'))
  expect(networkOf('2001:db8:0:1::1')).not.toBe(networkOf('2001:db8:0:2::1'))
  expect(['203.0.113.7', '::ffff:203.0.113.7', ''].map(networkOf)).toEqual(['203.0.113.7', '::ffff:203.0.113.7', ''])
})
