import type { KeyValueStore } from './kind.ts'

/** A store that forgets everything with the process. Values are copied in and out, as a database would. */
export function memoryStore(): KeyValueStore {
  const values = new Map<string, string>()
  return {
    get: async (key) => {
      const text = values.get(key)
      return text === undefined ? undefined : (JSON.parse(text) as unknown)
    },
    put: async (key, value) => {
      values.set(key, JSON.stringify(value))
    },
    add: async (key, value) => {
      if (values.has(key)) return false
      values.set(key, JSON.stringify(value))
      return true
    },
    remove: async (key) => {
      values.delete(key)
    },
    keys: async (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)).sort(),
  }
}
