import { Button, Modal, Text } from '@mantine/core'
import { useNetwork } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { paths } from '../paths.ts'
import { onExpired } from '../session-events.ts'
import classes from './AppFrame.module.css'

/** Says that there is no network; what is on screen stays readable and catches up by itself. */
export function OfflineBar() {
  const { online } = useNetwork()
  return online ? null : (
    <div className={classes.offline} role="status">
      You are offline. What you see may be out of date; nothing can be saved until you are back.
    </div>
  )
}

/** The session ended while a page was open: nothing typed is thrown away before the reader chooses to sign in. */
export function ExpiredDialog() {
  const [expired, setExpired] = useState(false)
  useEffect(() => onExpired(() => setExpired(true)), [])
  const here = window.location.pathname + window.location.search
  return (
    <Modal opened={expired} onClose={() => setExpired(false)} title="Please sign in again">
      <Text mb="md">Your session has ended, so this could not be done. After signing in you are back on this page.</Text>
      <Button fullWidth component="a" href={paths.signIn(here)} data-autofocus>
        Sign in
      </Button>
    </Modal>
  )
}
