import { Avatar, Menu, SegmentedControl, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { IconLogout, IconUser } from '@tabler/icons-react'
import { paths } from '../paths.ts'
import { useLeaving, useSession } from '../session.ts'
import { MenuLink } from '../ui/links.tsx'
import { toastProblem } from '../ui/toasts.ts'

/** Who is signed in, how the app looks to them, and the way out. */
export function PersonMenu() {
  const user = useSession()?.user
  const { signOut } = useLeaving()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  if (!user) return null
  const name = user.name ?? user.email
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <UnstyledButton style={{ borderRadius: '50%' }}>
          <span className="visually-hidden">{`Signed in as ${name}`}</span>
          <Avatar size={32} color="pine" name={name} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text fw={600} c="var(--mantine-color-text)" truncate>
            {name}
          </Text>
          {user.name ? (
            <Text fz="xs" truncate>
              {user.email}
            </Text>
          ) : null}
        </Menu.Label>
        <div style={{ padding: '4px 8px 8px' }}>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label="Colours"
            value={colorScheme}
            onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
            data={[
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
              { value: 'auto', label: 'Auto' },
            ]}
          />
        </div>
        <Menu.Divider />
        <MenuLink to={paths.account()} leftSection={<IconUser size={17} />}>
          Your account
        </MenuLink>
        <Menu.Item leftSection={<IconLogout size={17} />} onClick={() => void signOut().catch(toastProblem)}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
