/** A figure with its word: `1 entry`, `2 entries`. The plural is given where it is not the word with an s. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : several}`
}
