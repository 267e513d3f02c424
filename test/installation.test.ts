import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { contentStorage, openFileStore } from '../src/connectors/storage/index.ts'
import { loadConfig } from '../src/platform/config.ts'
import { adoptInstallation, examineInstallation, joinInstallation, visitInstallation } from '../src/platform/installation.ts'
import { openTestDatabase } from './database.ts'

const database = await openTestDatabase()
const home = mkdtempSync(path.join(tmpdir(), 'netterms-installation-'))
afterAll(async () => {
  await database.close()
  rmSync(home, { recursive: true, force: true })
})
beforeEach(() => database.ownerPool.query('delete from netterms.installation'))

/** A process with a data folder of its own, and the secret that is kept there unless it is given one. */
function processIn(folder: string, settings: Record<string, string> = {}) {
  const config = loadConfig({ MODE: 'test', DATA_DIR: path.join(home, folder), ...settings })
  const storage = contentStorage(openFileStore({ storage_url: config.STORAGE_URL, data_folder: config.DATA_DIR }))
  const on =
    <Result>(act: (pool: typeof database.ownerPool, of: typeof config, files: typeof storage) => Promise<Result>) =>
    () =>
      act(database.ownerPool, config, storage)
  return {
    join: on(joinInstallation),
    visit: on(visitInstallation),
    examine: on(examineInstallation),
    adopt: on(adoptInstallation),
  }
}

const SECRET = 'the same secret for every process here'

test('a process with another secret is turned away, and told which file to copy', async () => {
  await processIn('first').join()
  await processIn('first').join()
  const second = processIn('second')
  await expect(second.join()).rejects.toThrow(/another SECRET.*copy the file secret.*netterms adopt/)
  await expect(second.visit(), 'a command beside the server too').rejects.toThrow(/another SECRET/)
  expect((await second.examine()).map(({ about }) => about)).toEqual(['secret', 'files'])
})

test('so is one that has the secret and looks for the files elsewhere; a command may run there', async () => {
  await processIn('left', { SECRET }).join()
  const right = processIn('right', { SECRET })
  await expect(right.join()).rejects.toThrow(/not in .*right\/files.*STORAGE_URL/)
  await right.visit()
  const shared = { SECRET, STORAGE_URL: `file://${path.join(home, 'left/files')}` }
  await processIn('right', shared).join()
})

test('two processes that are the first at the same moment agree', async () => {
  const one = { SECRET, STORAGE_URL: `file://${path.join(home, 'shared')}` }
  await Promise.all(['a', 'b', 'c', 'd'].map((folder) => processIn(folder, one).join()))
  expect((await database.ownerPool.query('select * from netterms.installation')).rowCount).toBe(1)
})

test('a command before the first start sets nothing up', async () => {
  await processIn('before').visit()
  await processIn('after').join()
})

test('what is lost can be left behind', async () => {
  await processIn('burnt').join()
  const rescued = processIn('rescued')
  await rescued.adopt()
  await rescued.join()
  await expect(processIn('burnt').join()).rejects.toThrow(/another SECRET/)
})

test('the application’s role has no business with it', async () => {
  await processIn('own').join()
  await expect(database.pool.query('select * from netterms.installation')).rejects.toThrow(/permission denied/)
})
