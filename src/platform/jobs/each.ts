/** Does it for each, one after the other. One that fails keeps no other from its turn; the first failure is told in the end. */
export async function eachInTurn<Subject>(
  subjects: readonly Subject[],
  run: (subject: Subject) => Promise<unknown>,
): Promise<void> {
  const failures: unknown[] = []
  for (const subject of subjects) await run(subject).catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw failures[0]
}

/** After this time other jobs have their turn. */
const ROUND_MS = 30_000

/**
 * Does it again and again until it says that nothing is left, or a round's time is up, so that a slow vendor holds no place for
 * ever. What is left is due still, and its turn comes again within a minute.
 */
export async function forOneRound(run: () => Promise<'more' | 'done'>): Promise<void> {
  for (const end = performance.now() + ROUND_MS; performance.now() < end; ) if ((await run()) === 'done') return
}
