import { ActionIcon, AppShell, Burger, Kbd, Menu, Tooltip, UnstyledButton } from '@mantine/core'
import { useDisclosure, useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { ModalsProvider } from '@mantine/modals'
import { IconHelp, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconPlus, IconSearch } from '@tabler/icons-react'
import { Outlet, useRouterState } from '@tanstack/react-router'
import { paths } from '../paths.ts'
import { useCompany } from '../session.ts'
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx'
import { PlainLink, RoomLink } from '../ui/links.tsx'
import classes from './AppFrame.module.css'
import { CompanySwitcher } from './CompanySwitcher.tsx'
import { ExpiredDialog, OfflineBar } from './interruptions.tsx'
import { menu, roomOf } from './menu.ts'
import { PersonMenu } from './PersonMenu.tsx'
import { openSearch, Search } from './Search.tsx'
import { TestClock } from './TestClock.tsx'

/** The frame of every dashboard page: rooms on the left, search and person above, the page in the middle. */
export function AppFrame() {
  const [opened, { toggle, close }] = useDisclosure()
  const [rail, setRail] = useLocalStorage({ key: 'netterms-rail', defaultValue: false, getInitialValueInEffect: false })
  const isPhone = useMediaQuery('(max-width: 48em)', window.innerWidth < 768, { getInitialValueInEffect: false })
  const path = useRouterState({ select: (state) => state.location.pathname })
  const isRail = rail && !isPhone
  return (
    <ModalsProvider>
      <a className="skip-link" href="#page">
        Skip to content
      </a>
      <AppShell
        header={{ height: 52 }}
        navbar={{ width: isRail ? 58 : 228, breakpoint: 'sm', collapsed: { mobile: !opened } }}
        layout="alt"
        padding={0}
        withBorder={false}
      >
        <AppShell.Header className={classes.header ?? ''}>
          <TopBar opened={opened} toggle={toggle} />
        </AppShell.Header>
        <AppShell.Navbar
          className={`${classes.navbar} ${isRail ? classes.rail : ''}`}
          aria-label="Main"
          inert={isPhone === true && !opened}
        >
          <div style={{ display: 'flex', alignItems: 'center', gap: 4 }}>
            <CompanySwitcher rail={isRail} />
            <Burger opened onClick={close} hiddenFrom="sm" size="sm" aria-label="Close the menu" />
          </div>
          <Rooms rail={isRail} path={path} close={close} />
          <Tooltip label={isRail ? 'Widen the menu' : 'Narrow the menu'} position="right">
            <ActionIcon
              visibleFrom="sm"
              aria-label={isRail ? 'Widen the menu' : 'Narrow the menu'}
              onClick={() => setRail(!rail)}
              mx={4}
            >
              {isRail ? <IconLayoutSidebarLeftExpand size={18} /> : <IconLayoutSidebarLeftCollapse size={18} />}
            </ActionIcon>
          </Tooltip>
        </AppShell.Navbar>
        <AppShell.Main className={classes.main ?? ''}>
          <OfflineBar />
          <div className={classes.page} id="page" tabIndex={-1} style={{ outline: 'none' }}>
            <ErrorBoundary key={path}>
              <Outlet />
            </ErrorBoundary>
          </div>
        </AppShell.Main>
      </AppShell>
      <Search />
      <ExpiredDialog />
    </ModalsProvider>
  )
}

function TopBar({ opened, toggle }: { readonly opened: boolean; readonly toggle: () => void }) {
  const company = useCompany()
  return (
    <div className={classes.bar}>
      <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Open the menu" aria-expanded={opened} />
      <UnstyledButton className={classes.search ?? ''} onClick={openSearch} aria-keyshortcuts="Control+K">
        <IconSearch size={16} aria-hidden />
        <span style={{ flex: 1, overflow: 'hidden', whiteSpace: 'nowrap' }}>Search</span>
        <Kbd size="xs" visibleFrom="sm" aria-hidden>
          Ctrl K
        </Kbd>
      </UnstyledButton>
      <div style={{ flex: 1 }} />
      {company.test_mode ? <TestClock /> : null}
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon aria-label="Help" size="lg">
            <IconHelp size={20} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component="a" href={paths.apiReference()} target="_blank" rel="noopener">
            API reference
          </Menu.Item>
          <Menu.Item onClick={openSearch}>Find a page or record</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <PersonMenu />
    </div>
  )
}

function Rooms({ rail, path, close }: { readonly rail: boolean; readonly path: string; readonly close: () => void }) {
  const current = roomOf(path)
  return (
    <div className={classes.rooms}>
      {menu.map((wing, index) => (
        <div key={wing.label ?? index} {...(wing.label ? { role: 'group', 'aria-label': wing.label } : {})}>
          {wing.label ? (
            <div className={classes.wing} aria-hidden>
              {wing.label}
            </div>
          ) : null}
          {wing.rooms.map((room) => (
            <div className={classes.entry} key={room.to}>
              <Tooltip label={room.label} position="right" disabled={!rail}>
                <RoomLink
                  to={room.to}
                  onChosen={close}
                  active={room === current}
                  className={classes.room ?? ''}
                  label={rail ? undefined : room.label}
                  leftSection={<room.icon size={18} stroke={1.7} />}
                  {...(room === current ? { 'aria-current': 'page' as const } : {})}
                  {...(rail ? { 'aria-label': room.label, styles: { section: { margin: 0 }, body: { display: 'none' } } } : {})}
                />
              </Tooltip>
              {room.create && !rail ? (
                <PlainLink to={room.create.to} className={classes.create ?? ''} aria-label={room.create.label}>
                  <ActionIcon component="span" size={24}>
                    <IconPlus size={15} />
                  </ActionIcon>
                </PlainLink>
              ) : null}
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}
