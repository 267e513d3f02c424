/** Does it for each, one after the other. One that fails keeps no other from its turn; the first failure is told in the end. */
export async function eachInTurn<Subject>(
  subjects: readonly Subject[],
  run: (subject: Subject) => Promise<unknown>,
): Promise<void> {
  const failures: unknown[] = []
  for (const subject of subjects) await run(subject).catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw failures[0]
}
