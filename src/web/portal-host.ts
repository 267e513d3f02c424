/**
 * Whose portal this page belongs to: `/portal/acmecorp/…`, or any page of the company's own host, which the server
 * marks by `<html data-portal="acmecorp">`. Null: the dashboard.
 */
export function portalOf(location: Location, root: HTMLElement): { username: string; prefix: string } | null {
  const [, first, username] = location.pathname.split('/')
  if (first === 'portal' && username) return { username: decodeURIComponent(username), prefix: `/portal/${username}` }
  const marked = root.dataset.portal
  return marked ? { username: marked, prefix: '' } : null
}
