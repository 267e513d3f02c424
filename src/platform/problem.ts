/**
 * Something the person who runs Netterms can put right: a bad setting, a taken port, an unreachable database.
 * The message is one sentence that says what to do; the command line prints it without a stack and exits with 1.
 */
export class Problem extends Error {
  override readonly name = 'Problem'
}
