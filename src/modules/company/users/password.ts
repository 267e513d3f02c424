/** Which passwords are good enough. Length counts most; those that everybody tries first are refused (NIST SP 800-63B). */

export const PASSWORD_MIN = 10
export const PASSWORD_MAX = 200

/** Words that begin or make up the passwords found most often in published leaks. */
const COMMON = new Set(
  `password passwort passphrase motdepasse contrasena senha qwerty qwertz azerty qwertyuiop asdfghjkl zxcvbnm asdf qwer letmein
  welcome willkommen bienvenue admin administrator root login master monkey dragon football baseball basketball soccer iloveyou
  sunshine princess superman batman starwars pokemon shadow michael jordan jennifer charlie hello hellohello secret changeme
  default test testing guest user trustno whatever freedom computer internet summer winter spring autumn january february march
  april june july august september october november december monday friday netterms invoice company google facebook`.split(/\s+/),
)

/** What is wrong with a password, in words that follow "The password"; null for a good one. */
export function passwordProblem(password: string, email: string): string | null {
  const length = [...password].length
  if (length < PASSWORD_MIN) return `must have at least ${PASSWORD_MIN} characters; a few words work well`
  if (length > PASSWORD_MAX) return `must have at most ${PASSWORD_MAX} characters`
  const plain = lettersOf(password.toLowerCase())
  if (unitOf(password.toLowerCase()).length <= 4 || isSequence(password.toLowerCase()))
    return 'is a repetition or a row of keys; choose another'
  if (plain.length === 0 || COMMON.has(unitOf(plain))) return 'is among the first that anybody would try; choose another'
  const person = email.toLowerCase().split('@')[0] ?? ''
  if (password.toLowerCase() === email.toLowerCase() || (person.length >= 4 && plain === lettersOf(person)))
    return 'is made of your address; choose another'
  return null
}

/** Without digits and signs around the word, and with the usual signs read as the letters they stand for. */
function lettersOf(text: string): string {
  const word = text.replace(/^[^\p{L}@$]+|[^\p{L}@$]+$/gu, '').replace(/[!1|]/g, 'i')
  return word
    .replace(/@|4/g, 'a')
    .replace(/3/g, 'e')
    .replace(/0/g, 'o')
    .replace(/\$|5/g, 's')
    .replace(/7/g, 't')
    .replace(/[^\p{L}]/gu, '')
}

/** The shortest text that the text repeats: `abc` of `abcabcabca`. */
function unitOf(text: string): string {
  for (let length = 1; length < text.length; length++) if (text.startsWith(text.slice(length))) return text.slice(0, length)
  return text
}

const ROWS = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn',
]

/** `1234567890`, `lkjhgfdsa`. */
function isSequence(text: string): boolean {
  const backwards = [...text].toReversed().join('')
  return ROWS.some((row) => row.includes(text) || row.includes(backwards))
}
