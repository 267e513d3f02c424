import { Menu, Text, UnstyledButton } from '@mantine/core'
import { IconBuildingPlus, IconCheck, IconSelector } from '@tabler/icons-react'
import { paths } from '../paths.ts'
import { useCompany, useLeaving, useSession } from '../session.ts'
import { MenuLink } from '../ui/links.tsx'
import { toastProblem } from '../ui/toasts.ts'
import classes from './AppFrame.module.css'

/** Which company one works for, and the way to another. */
export function CompanySwitcher({ rail }: { readonly rail: boolean }) {
  const company = useCompany()
  const companies = useSession()?.companies ?? []
  const { selectCompany } = useLeaving()
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <UnstyledButton className={classes.company ?? ''}>
          <Monogram name={company.name} />
          {rail ? (
            <span className="visually-hidden">{company.name}</span>
          ) : (
            <>
              <span style={{ flex: 1, minWidth: 0 }}>
                <Text fw={600} truncate lh={1.25}>
                  {company.name}
                </Text>
                <Text fz="xs" c="dimmed" truncate lh={1.25}>
                  @{company.username}
                </Text>
              </span>
              <IconSelector size={16} aria-hidden />
            </>
          )}
          <span className="visually-hidden">Switch company</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {companies.map((other) => (
          <Menu.Item
            key={other.id}
            leftSection={<Monogram name={other.name} />}
            rightSection={other.id === company.id ? <IconCheck size={16} aria-label="Current" /> : null}
            onClick={() => (other.id === company.id ? undefined : void selectCompany(other.id).catch(toastProblem))}
          >
            <Text fw={550} truncate>
              {other.name}
            </Text>
            <Text fz="xs" c="dimmed" truncate>
              {other.role}
            </Text>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <MenuLink to={paths.welcome()} leftSection={<IconBuildingPlus size={18} />}>
          Add a company
        </MenuLink>
      </Menu.Dropdown>
    </Menu>
  )
}

function Monogram({ name }: { readonly name: string }) {
  return (
    <span className={classes.monogram} aria-hidden>
      {[...name.trim()][0]?.toUpperCase() ?? '?'}
    </span>
  )
}
