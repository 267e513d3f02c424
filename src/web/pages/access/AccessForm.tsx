import { Button, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { FormProblem } from '../../ui/record-form.tsx'
import classes from './AccessFrame.module.css'

interface AccessFormProps {
  readonly title: string
  readonly text?: ReactNode
  readonly submit?: (event: React.SyntheticEvent<HTMLFormElement>) => void
  readonly verb?: string
  readonly saving?: boolean
  readonly problem?: string | null
  readonly children?: ReactNode
  readonly foot?: ReactNode
}

/** One question at a time: a title, a few fields, one button. */
export function AccessForm({ title, text, submit, verb, saving = false, problem = null, children, foot }: AccessFormProps) {
  return (
    <>
      <title>{`${title} · Netterms`}</title>
      <Title order={1} fz="1.5rem" mb={6}>
        {title}
      </Title>
      {text ? (
        <Text c="dimmed" mb="lg" component="div">
          {text}
        </Text>
      ) : (
        <div style={{ height: 16 }} />
      )}
      <FormProblem problem={problem} />
      {submit ? (
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            {children}
            <Button type="submit" fullWidth size="md" loading={saving}>
              {verb}
            </Button>
          </Stack>
        </form>
      ) : (
        children
      )}
      {foot ? (
        <Text c="dimmed" mt="lg" component="div" className={classes.foot ?? ''}>
          {foot}
        </Text>
      ) : null}
    </>
  )
}

export function emailProblem(email: string): string | null {
  return /^\S+@\S+\.\S+$/.test(email.trim()) ? null : 'Enter an e-mail address such as name@company.com.'
}

const PASSWORD_MIN = 10

export function passwordProblem(password: string): string | null {
  return password.length >= PASSWORD_MIN ? null : `Use at least ${PASSWORD_MIN} characters. A few words work well.`
}
