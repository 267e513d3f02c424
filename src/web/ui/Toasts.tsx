import '@mantine/notifications/styles.layer.css'
import { Notifications } from '@mantine/notifications'

/** Where toasts appear: low on the right, above everything. */
export function Toasts() {
  return <Notifications position="bottom-right" limit={4} zIndex={400} />
}
