import {
  Anchor,
  type AnchorProps,
  Button,
  type ButtonProps,
  Menu,
  type MenuItemProps,
  NavLink,
  type NavLinkProps,
  UnstyledButton,
} from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import type { ComponentProps, MouseEvent, ReactNode } from 'react'

type Linked<Props> = Omit<Props, 'children'> & {
  readonly to: string
  readonly children?: ReactNode
  readonly 'aria-label'?: string
}

/** Navigates within the app; `href` comes from paths.ts and may carry a query. */
export function useGo(): (href: string, options?: { replace?: boolean }) => void {
  const router = useRouter()
  return (href, options) => (options?.replace ? router.history.replace(href) : router.history.push(href))
}

/** What makes an `<a>` of ours navigate without loading: new tabs and modified clicks stay the browser's. */
export function useLink(to: string) {
  const router = useRouter()
  const preload = () => void router.preloadRoute({ to: to.split('?')[0] ?? to }).catch(() => undefined)
  return {
    href: to,
    onMouseEnter: preload,
    onFocus: preload,
    onClick: (event: MouseEvent<HTMLElement>) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
      event.preventDefault()
      router.history.push(to)
    },
  }
}

export function TextLink({ to, ...props }: Linked<AnchorProps> & { readonly title?: string }) {
  return <Anchor {...props} {...useLink(to)} />
}

export function LinkButton({ to, ...props }: Linked<ButtonProps>) {
  return <Button component="a" {...props} {...useLink(to)} />
}

export function PlainLink({ to, ...props }: Linked<ComponentProps<typeof UnstyledButton<'a'>>>) {
  return <UnstyledButton component="a" {...props} {...useLink(to)} />
}

export function RoomLink({ to, onChosen, ...props }: Linked<NavLinkProps> & { readonly onChosen?: () => void }) {
  const link = useLink(to)
  return (
    <NavLink
      component="a"
      {...props}
      {...link}
      onClick={(event) => {
        link.onClick(event)
        onChosen?.()
      }}
    />
  )
}

export function MenuLink({ to, ...props }: Linked<MenuItemProps>) {
  return <Menu.Item component="a" {...props} {...useLink(to)} />
}
