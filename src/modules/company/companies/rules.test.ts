import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Settings, SettingsChanges } from './contract.ts'
import { changeSettings, DEFAULTS, settingsOf } from './settings.ts'
import { usernameAlternatives, usernameFrom, usernameProblem } from './usernames.ts'

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const changes: fc.Arbitrary<SettingsChanges> = fc.record({
  payment_terms: optional(fc.constantFrom(null, 'NET 30', 'NET 14')),
  tax_rounding: optional(fc.constantFrom('per_step' as const, 'per_rate' as const)),
  auto_apply_credits: optional(fc.boolean()),
  autopay: optional(
    fc.record({
      delay_days: optional(fc.nat(90)),
      retry_schedule: optional(fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 4 })),
    }),
  ),
  number_templates: optional(
    fc.record({ invoice: optional(fc.constantFrom('A-%d', '{{year}}-%03d')), customer: optional(fc.constant('C%06d')) }),
  ),
  email: optional(fc.record({ from_name: optional(fc.constantFrom(null, 'Accounts')) })),
})

describe('settings', () => {
  test('what is kept, read back, is what was chosen over the defaults', () => {
    fc.assert(
      fc.property(changes, changes, (first, second) => {
        const kept = JSON.parse(JSON.stringify(changeSettings(changeSettings<SettingsChanges>({}, first), second)))
        expect(settingsOf({ settings: kept })).toEqual(changeSettings(changeSettings<Settings>(DEFAULTS, first), second))
      }),
    )
  })

  test('changing twice to the same is changing once, and changing nothing changes nothing', () => {
    fc.assert(
      fc.property(changes, (change) => {
        const once = changeSettings(DEFAULTS, change)
        expect(changeSettings(once, change)).toEqual(once)
        expect(changeSettings(once, {})).toEqual(once)
      }),
    )
  })

  test('the defaults are what the schema allows', () => {
    expect(SettingsChanges.parse(DEFAULTS)).toEqual(DEFAULTS)
  })
})

describe('usernames', () => {
  test('any name of a company gives a good username, and good ones to fall back on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (name) => {
        const username = usernameFrom(name)
        expect([username, usernameProblem(username)]).toEqual([username, null])
        const alternatives = usernameAlternatives(username)
        expect(alternatives.length).toBeGreaterThan(50)
        expect(alternatives.filter((alternative) => usernameProblem(alternative) !== null || alternative === username)).toEqual(
          [],
        )
      }),
    )
  })

  test('a name that a hundred companies have is still offered with an ending made at random', () => {
    expect(usernameAlternatives('acme', ['aB3xYz']).at(-1)).toBe('acme-ab3xyz')
    expect(usernameAlternatives('x'.repeat(32), ['aB3xYz']).at(-1)).toBe(`${'x'.repeat(25)}-ab3xyz`)
  })

  test('they read as a person would write them', () => {
    expect(
      ['Dunder Mifflin, Inc.', 'Müller & Söhne GmbH', 'Vance Refrigeration', '3M', 'API', '株式会社'].map(usernameFrom),
    ).toEqual(['dundermifflin', 'mullersohne', 'vancerefrigeration', 'my3m', 'myapi', 'mycompany'])
    expect(usernameAlternatives('vance').slice(0, 2)).toEqual(['vance2', 'vance3'])
  })

  test('what could be mistaken for a page, a host or another name is refused', () => {
    for (const bad of [
      'ab',
      'x'.repeat(33),
      'Vance',
      'va nce',
      '-vance',
      'vance-',
      'va--nce',
      'www',
      'api',
      'vänce',
      'va.nce',
      '',
    ]) {
      expect([bad, usernameProblem(bad)]).not.toEqual([bad, null])
    }
  })
})
