import { everywhere } from '../../../platform/jobs.ts'
import { openPlainWork } from '../../../platform/plain-work.ts'
import { removeOldTries } from '../tries/service.ts'
import { IDLE_MS } from './rules.ts'
import * as store from './store.ts'

const ATTEMPTS_KEPT_MS = 86_400_000

export const jobs = [
  everywhere('hour', 'forget-old-sessions', (platform) =>
    openPlainWork(platform, async (plain) => {
      const ago = (ms: number) => new Date(plain.now.getTime() - ms)
      await store.removeOld(plain, ago(IDLE_MS))
      await removeOldTries(plain, ago(ATTEMPTS_KEPT_MS))
    }),
  ),
]
