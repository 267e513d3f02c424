/** A figure or word that we wrote ourselves, or a text that somebody typed. */
export type Cell = string | { readonly text: string }

/** A table for spreadsheets, by RFC 4180. */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('')
}

/** Spreadsheets run what begins like a formula; typed text of that kind is prefixed, so that it stays text. */
function cellText(cell: Cell): string {
  const plain = typeof cell === 'string' ? cell : /^[=+\-@\t\r]/.test(cell.text) ? `'${cell.text}` : cell.text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
