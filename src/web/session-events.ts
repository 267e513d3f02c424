/** Told by the API client when an answer says that nobody is signed in any more; the frame listens. */
const listeners = new Set<() => void>()

export function notifyExpired(): void {
  for (const listener of listeners) listener()
}

export function onExpired(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
