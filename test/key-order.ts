/** Where in a reply an object says a key before one that the alphabet has earlier; whole numbers have no place of their own in JSON. */
export function keysOutOfOrder(value: unknown, path = 'reply'): string[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => keysOutOfOrder(entry, `${path}[${index}]`))
  if (typeof value !== 'object' || value === null) return []
  const keys = Object.keys(value).filter((key) => !/^\d+$/.test(key))
  const wrong = keys.filter((key, index) => index > 0 && key < keys[index - 1]!).map((key) => `${path}.${key}`)
  return [...wrong, ...Object.entries(value).flatMap(([key, entry]) => keysOutOfOrder(entry, `${path}.${key}`))]
}
