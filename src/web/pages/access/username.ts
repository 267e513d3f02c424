/** A username made of a company's name: `Dunder Mifflin, Inc.` is `dundermifflin`. */
export function usernameOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s,.]+(inc|llc|ltd|gmbh|plc|ag|bv|sarl|sas|oy|ab|as|pty|limited)\.?$/u, '')
    .replace(/[^a-z0-9]+/g, '')
    .slice(0, 32)
}
