import { expect, test } from 'vitest'
import { causeOfEnd } from './cluster.ts'

test('a database that could not be made or started says why, and not what it tidied away after that', () => {
  expect(
    causeOfEnd(`running bootstrap script ... 2026-11-22 11:46:09.866 UTC [10546] FATAL:  could not extend file "base/1/2691": No space left on device
2026-11-22 11:46:09.866 UTC [10546] HINT:  Check free disk space.
2026-11-22 11:46:09.866 UTC [10546] PANIC:  cannot abort transaction 1, it was already committed
child process exited with exit code 134
initdb: removing data directory "/srv/data/cluster.new"
`),
  ).toBe('the disk is full; make room on it, and start again')
  expect(
    causeOfEnd(`2026-11-22 11:46:09.866 UTC [10546] FATAL:  the database system is starting up
2026-11-22 11:46:09.866 UTC [10546] FATAL:  could not open file "pg_wal/000000010000000000000001": Permission denied.
2026-11-22 11:46:09.866 UTC [10546] LOG:  database system is shut down`),
  ).toBe('could not open file "pg_wal/000000010000000000000001": Permission denied')
  expect(causeOfEnd('Killed\n')).toBe('Killed')
  expect(causeOfEnd('')).toBe('')
})
