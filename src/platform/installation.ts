import { createHmac, randomUUID } from 'node:crypto'
import type { ClientBase, Pool } from 'pg'
import type { Config } from './config.ts'
import { Problem } from './problem.ts'

/** The part of the file storage that is asked for here. */
export interface MarkedStorage {
  keep(bytes: Uint8Array): Promise<string>
  read(hash: string): Promise<Uint8Array | null>
}

/** A connection of the owner. */
type Database = Pool | ClientBase

interface Kept {
  readonly secret_check: string
  /** The hash of a small file that whoever has the files finds among them. */
  readonly files_mark: string
}

/** What does not fit, in a sentence that says what to do. */
export type Misfit = { readonly about: 'secret' | 'files'; readonly found: string }

/**
 * Makes sure that this process has the SECRET and the files which the database was set up with: two processes that differ in
 * them would not read each other's credentials, links and papers. The first process of a database sets it up.
 * @throws Problem where it has not
 */
export async function joinInstallation(database: Database, config: Config, storage: MarkedStorage): Promise<void> {
  refuse(await misfits((await find(database)) ?? (await setUp(database, config, storage)), config, storage))
}

/**
 * The same for a command beside the servers, which may run where their files are not, and sets nothing up.
 * @throws Problem where the secret is another one
 */
export async function visitInstallation(database: Database, config: Config, storage: MarkedStorage): Promise<void> {
  refuse((await examineInstallation(database, config, storage)).filter(({ about }) => about === 'secret'))
}

function refuse([misfit]: readonly Misfit[]): void {
  if (misfit) throw new Problem(`${misfit.found} If that is lost, \`netterms adopt\` goes on without it.`)
}

/** The same, to be told rather than thrown; nothing for a database that no process was started on yet. */
export async function examineInstallation(
  database: Database,
  config: Config,
  storage: MarkedStorage,
): Promise<readonly Misfit[]> {
  const kept = await find(database)
  return kept ? misfits(kept, config, storage) : []
}

/** From now on the database goes with this SECRET and these files. What went with others stays unreadable. */
export async function adoptInstallation(database: Database, config: Config, storage: MarkedStorage): Promise<void> {
  const { secret_check, files_mark } = await own(config, storage)
  await database.query(
    `insert into netterms.installation (secret_check, files_mark) values ($1, $2)
     on conflict (only_row) do update set secret_check = excluded.secret_check, files_mark = excluded.files_mark`,
    [secret_check, files_mark],
  )
}

async function find(database: Database): Promise<Kept | undefined> {
  return (await database.query<Kept>('select secret_check, files_mark from netterms.installation')).rows[0]
}

/** Two processes may be the first at once: one of them is, and the other finds what that one wrote. */
async function setUp(database: Database, config: Config, storage: MarkedStorage): Promise<Kept> {
  const { secret_check, files_mark } = await own(config, storage)
  await database.query('insert into netterms.installation (secret_check, files_mark) values ($1, $2) on conflict do nothing', [
    secret_check,
    files_mark,
  ])
  return (await find(database))!
}

async function own({ SECRET }: Config, storage: MarkedStorage): Promise<Kept> {
  const files_mark = await storage.keep(Buffer.from(`The files of a database: ${randomUUID()}\n`)).catch((error: Error) => {
    throw new Problem(`Files cannot be kept (${error.message}); look at DATA_DIR and STORAGE_URL.`)
  })
  return { secret_check: checkOf(SECRET), files_mark }
}

async function misfits(kept: Kept, config: Config, storage: MarkedStorage): Promise<Misfit[]> {
  const found: Misfit[] = []
  if (kept.secret_check !== checkOf(config.SECRET))
    found.push({
      about: 'secret',
      found:
        'This database was set up with another SECRET, from which its links and stored credentials are made: set SECRET to that one, or copy the file secret from the DATA_DIR it was set up with.',
    })
  // A storage that does not answer just now is not told from one that has the files; what needs it says so.
  if ((await storage.read(kept.files_mark).catch(() => undefined)) === null)
    found.push({
      about: 'files',
      found: `The files of this database are not in ${config.STORAGE_URL ? 'STORAGE_URL' : `${config.DATA_DIR}/files`}: all its processes must share one folder, or one bucket in STORAGE_URL.`,
    })
  return found
}

/** Tells secrets apart and says nothing about them. */
function checkOf(secret: string): string {
  return createHmac('sha256', secret).update('netterms installation').digest('base64url')
}
