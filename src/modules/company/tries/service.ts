import * as store from './store.ts'

export type { Try } from './store.ts'
export const countTry = store.countTry
export const forgiveTries = store.forgiveTries
export const removeOldTries = store.removeOld
