import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { api, events } from '../contract/index.ts'
import { openApi, openApiText } from '../contract/openapi.ts'
import { loadConfig } from '../platform/config.ts'
import { documentSettings } from '../platform/config-document.ts'
import { generateTables } from '../platform/db/generate-tables.ts'
import { openDatabase } from '../platform/db/open.ts'

/** Writes every file that is made from others: the contract, the settings, a throw-away database. Returns their names. */
export async function generate(root: string): Promise<readonly string[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'netterms-generate-'))
  try {
    const database = await openDatabase(loadConfig({ DATA_DIR: folder, MODE: 'test' }), { use: 'own' })
    const { tables, schema } = await generateTables(database.ownerPool).finally(() => database.close())
    const files = {
      'src/platform/db/tables.ts': tables,
      'db/schema.sql': schema,
      'docs/configuration.md': documentSettings(),
      'docs/openapi.json': openApiText(openApi(api, events)),
    }
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(root, file), text)
    return Object.keys(files)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
