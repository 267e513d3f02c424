import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashPassword, isPassword, isWeakHash } from '../../../platform/passwords.ts'
import { PASSWORD_MAX, PASSWORD_MIN, passwordProblem } from './password.ts'

const EMAIL = 'dwight.office@dundermifflin.example'

describe('which passwords are good enough', () => {
  test('none that is shorter or longer than allowed, counted as people count', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (password) => {
        const length = [...password].length
        if (length < PASSWORD_MIN || length > PASSWORD_MAX) expect(passwordProblem(password, EMAIL)).not.toBeNull()
      }),
    )
  })

  test('a few words in a row always are', () => {
    const word = fc.constantFrom('copper', 'lantern', 'walnut', 'harbor', 'violin', 'tundra', 'ledger', 'orchid')
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 3, maxLength: 5 }), fc.constantFrom(' ', '-', '.', ''), (words, between) => {
        expect(passwordProblem(words.join(between), EMAIL)).toBeNull()
      }),
    )
  })

  test('not those that everybody tries first, however dressed up', () => {
    const bad = [
      'password123',
      'Password1!',
      'P@ssw0rd2024',
      'passwordpassword',
      'qwertyuiop',
      '1234567890',
      '0987654321',
      'aaaaaaaaaa',
      'abcabcabcabc',
      '!!Welcome2024!!',
      'letmein12345',
      '1q2w3e4r5t',
      'Summer2025!',
      '$ecret-2024',
      '2024-11-18',
      'asdfghjkl1'.slice(0, 9),
      'dwightoffice1',
      EMAIL,
    ]
    for (const password of bad) expect([password, passwordProblem(password, EMAIL)]).not.toEqual([password, null])
  })
})

describe('how passwords are kept', () => {
  test('the same password gives another hash each time, and each is recognised', async () => {
    const password = 'blue kettle seventeen'
    const [one, other] = [await hashPassword(password), await hashPassword(password)]
    expect(one).not.toBe(other)
    expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$/)
    expect(
      await Promise.all([
        isPassword(password, one),
        isPassword(password, other),
        isPassword(`${password} `, one),
        isPassword(password, null),
      ]),
    ).toEqual([true, true, false, false])
  })

  test('an accent is the same, however the keyboard sends it', async () => {
    expect(await isPassword('cafe\u0301 am hafen', await hashPassword('caf\u00e9 am hafen'))).toBe(true)
  })

  test('a hash of less than today’s cost is known to be', async () => {
    const hash = await hashPassword('blue kettle seventeen')
    expect(isWeakHash(hash)).toBe(false)
    expect(isWeakHash(hash.replace('ln=15', 'ln=14'))).toBe(true)
  })
})
