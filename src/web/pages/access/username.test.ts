import { expect, test } from 'vitest'
import { usernameOf } from './username.ts'

test('a username is the name without accents, signs and legal form', () => {
  expect(['Dunder Mifflin, Inc.', 'Acme Corp', 'Müller & Söhne GmbH', 'Globex LLC', '  ', '日本'].map(usernameOf)).toEqual([
    'dundermifflin',
    'acmecorp',
    'mullersohne',
    'globex',
    '',
    '',
  ])
})
