import { Button, Menu, Text, Title, Tooltip } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useForbidden } from '../session.ts'
import { LinkButton, MenuLink, TextLink } from './links.tsx'
import classes from './PageHeader.module.css'

/** Something the page can do. An action that is not possible now is shown with the reason, not hidden. */
export interface Action {
  readonly label: string
  readonly icon?: ReactNode
  /** Why not now. Absent: it is possible. */
  readonly reason?: string | undefined
  /** What one's role must allow, such as `invoices.issue`. */
  readonly needs?: string
  readonly run?: () => void
  /** A link of the app instead of something to run. */
  readonly to?: string
  /** A file or another site, opened in a new tab. */
  readonly href?: string
  readonly loading?: boolean
  readonly danger?: boolean
}

interface PageHeaderProps {
  readonly title: string
  /** Shown beside the title, such as a status. */
  readonly badge?: ReactNode
  readonly subtitle?: ReactNode
  readonly crumbs?: readonly { readonly label: string; readonly to: string }[]
  /** At most three; the first is the one most people want. */
  readonly actions?: readonly Action[]
  readonly more?: readonly Action[]
}

export function PageHeader({ title, badge, subtitle, crumbs = [], ...given }: PageHeaderProps) {
  const forbidden = useForbidden()
  const asAllowed = (action: Action): Action => (action.reason ? action : { ...action, reason: forbidden(action.needs) })
  const actions = (given.actions ?? []).map(asAllowed)
  const more = (given.more ?? []).map(asAllowed)
  return (
    <header className={classes.header}>
      <title>{`${title} · Netterms`}</title>
      <div className={classes.titles}>
        {crumbs.length > 0 ? (
          <nav aria-label="Breadcrumbs">
            <ol className={classes.crumbs}>
              {crumbs.map((crumb) => (
                <li key={crumb.to}>
                  <TextLink to={crumb.to} inherit c="dimmed">
                    {crumb.label}
                  </TextLink>
                </li>
              ))}
            </ol>
          </nav>
        ) : null}
        <div className={classes.title}>
          <Title order={1}>{title}</Title>
          {badge}
        </div>
        {subtitle ? (
          <Text c="dimmed" component="div">
            {subtitle}
          </Text>
        ) : null}
      </div>
      {actions.length + more.length > 0 ? (
        <div className={`${classes.actions} no-print`}>
          {actions.map((action, index) => (
            <ActionButton key={action.label} action={action} main={index === 0} />
          ))}
          {more.length > 0 ? <MoreMenu actions={more} /> : null}
        </div>
      ) : null}
    </header>
  )
}

function ActionButton({ action, main }: { readonly action: Action; readonly main: boolean }) {
  const look = {
    variant: main ? 'filled' : 'default',
    ...(action.icon ? { leftSection: action.icon } : {}),
    ...(action.danger ? { color: 'brick' } : {}),
  } as const
  if (action.reason) {
    return (
      <Tooltip label={action.reason} multiline maw={280}>
        <Button {...look} data-disabled aria-disabled onClick={(event) => event.preventDefault()}>
          {action.label}
          <span className="visually-hidden">{` (${action.reason})`}</span>
        </Button>
      </Tooltip>
    )
  }
  if (action.to)
    return (
      <LinkButton to={action.to} {...look}>
        {action.label}
      </LinkButton>
    )
  if (action.href)
    return (
      <Button component="a" href={action.href} target="_blank" rel="noopener" {...look}>
        {action.label}
      </Button>
    )
  return (
    <Button {...look} loading={action.loading ?? false} {...(action.run ? { onClick: action.run } : {})}>
      {action.label}
    </Button>
  )
}

function MoreMenu({ actions }: { readonly actions: readonly Action[] }) {
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button variant="default" px={9} aria-label="More actions">
          <IconDots size={18} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => (
          <MenuAction key={action.label} action={action} />
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function MenuAction({ action }: { readonly action: Action }) {
  const look = { leftSection: action.icon, ...(action.danger ? { c: 'var(--mantine-color-error)' } : {}) }
  if (action.reason) {
    return (
      <Menu.Item
        leftSection={action.icon}
        aria-disabled
        closeMenuOnClick={false}
        color="dimmed"
        style={{ cursor: 'not-allowed' }}
      >
        {action.label}
        <Text size="xs" c="dimmed">
          {action.reason}
        </Text>
      </Menu.Item>
    )
  }
  if (action.to)
    return (
      <MenuLink to={action.to} {...look}>
        {action.label}
      </MenuLink>
    )
  if (action.href)
    return (
      <Menu.Item component="a" href={action.href} target="_blank" rel="noopener" {...look}>
        {action.label}
      </Menu.Item>
    )
  return (
    <Menu.Item {...look} {...(action.run ? { onClick: action.run } : {})}>
      {action.label}
    </Menu.Item>
  )
}
