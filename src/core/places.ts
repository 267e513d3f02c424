/** Countries and languages, by their published codes. */

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })

/** Codes the language knows that name no country: unknown, groups, test regions, and islands filed under another country. */
const NO_COUNTRY = new Set(['ZZ', 'EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'AC', 'CP', 'CQ', 'DG', 'EA', 'IC', 'TA'])

/** True for a current ISO 3166-1 alpha-2 code in capitals, and for XK (Kosovo), which commerce uses. UK is spelt GB. */
export function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code) || NO_COUNTRY.has(code)) return false
  return regions.of(code) !== undefined && new Intl.Locale(`und-${code}`).region === code
}

/** True for an ISO 639-1 code in small letters. */
export function isLanguage(code: string): boolean {
  return /^[a-z]{2}$/.test(code) && languages.of(code) !== undefined
}
