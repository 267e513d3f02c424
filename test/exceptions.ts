/** Where the walls between companies are not as everywhere else: the only places, each with its reason. */

/** Tables that belong to no company, each with its reason. Everything else is a company's own. */
export const GLOBAL_TABLES: Readonly<Record<string, string>> = {
  companies: 'the companies themselves: found by id or user name before anybody is known; no secrets in them',
  users: 'one person may work for several companies',
  sessions: 'a session is found by its token before the company is known',
  user_tokens: 'links mailed to a person, not to a company',
  sign_in_attempts: 'counted before anybody is known',
  system_emails: 'mail of the product to a person, who may have no company yet; never a working link in it',
}

/** Indexes that do not begin with company_id, each with its reason. A unique one must be on something nobody can guess. */
export const GLOBAL_INDEXES: Readonly<Record<string, string>> = {
  api_keys_secret: 'a company is found from the hash of its key, which has 256 random bits',
  members_companies: 'a signed-in person’s companies',
  agenda_next: 'the scheduler asks which companies are to be looked at next',
}

/** Row policies beside the company’s own, each with its reason. They may only let rows be seen. */
export const EXTRA_POLICIES: Readonly<Record<string, string>> = {
  members_own: 'a signed-in person sees which companies they belong to',
  roles_own: 'a signed-in person sees the roles they have there',
  api_keys_presented: 'whoever presents a key sees the row of that key',
}
