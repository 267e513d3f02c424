import { notifications } from '@mantine/notifications'
import { ApiError } from '../api.ts'

const DISMISS = { 'aria-label': 'Dismiss' }

/** Something went well; says what, in the past tense. */
export function toast(message: string): void {
  notifications.show({ message, color: 'pine', autoClose: 4000, withBorder: true, closeButtonProps: DISMISS })
}

/** Something was refused or failed. It stays long enough to be read. */
export function toastProblem(error: unknown): void {
  notifications.show({
    title: 'That did not work',
    message: problemText(error),
    color: 'brick',
    autoClose: 9000,
    withBorder: true,
    role: 'alert',
    closeButtonProps: DISMISS,
  })
}

export function problemText(error: unknown): string {
  if (error instanceof ApiError) return error.message
  return error instanceof Error && error.message ? error.message : 'Something went wrong. Please try again.'
}
