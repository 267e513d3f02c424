import { Alert, Anchor, Button, Checkbox, Paper, Radio, Stack, Text, TextInput, Title } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { type CSSProperties, useRef, useState } from 'react'
import { call } from '../../../api.ts'
import { useOnce, useRead, useWrite } from '../../../query.ts'
import type { PortalSignUp } from '../../../records.ts'
import { useListSearch } from '../../../ui/list-search.ts'
import { moneyText } from '../../../ui/Money.tsx'
import { FormProblem, useRecordForm } from '../../../ui/record-form.tsx'
import { rhythmText } from '../../catalog/plans/plan-text.ts'
import classes from '../Document.module.css'
import { FormPart, type PortalAddress, PortalGround, usePortalAddress } from '../Document.tsx'
import { PreviewNote } from '../PreviewNote.tsx'
import { TestSources } from '../payments/TestSources.tsx'
import { AddressFields, OwnFields } from './fields.tsx'
import { choiceOf, draftOf, emptyForm, type SignUpForm } from './form.ts'
import { dropForm, keepForm, readForm } from './left-form.ts'
import { QuotePart } from './Quote.tsx'
import { Returned } from './Returned.tsx'

/** The page on which somebody signs up: who they are, what they want, how they pay. */
export function PortalSignUpPage() {
  const { username, key } = usePortalAddress()
  const { customer } = useParams({ strict: false }) as { customer?: string }
  const read = useRead('GET /portal/{username}/sign_up/{key}', { username, key, ...(customer && { query: { customer } }) })
  return (
    <PortalGround read={read} noun="page">
      {(shown) => <Shown shown={shown} address={{ username, key }} customer={customer ?? null} />}
    </PortalGround>
  )
}

interface ShownProps {
  readonly shown: PortalSignUp
  readonly address: PortalAddress
  readonly customer: string | null
}

function Shown({ shown, address, customer }: ShownProps) {
  const { company, page } = shown
  const told = useListSearch().get('signed')
  const [done, setDone] = useState<Outcome | null>(told === 'completed' ? { ...NO_LINKS, message: doneText(page) } : null)
  const brand = company.color && /^#[0-9a-f]{6}$/i.test(company.color) ? { '--brand': company.color } : {}
  return (
    <div style={brand as CSSProperties}>
      <title>{`${page.name} · ${company.name}`}</title>
      <header className={classes.top}>
        <div className={classes.seller}>{company.logo ? <img src={company.logo} alt={company.name} /> : company.name}</div>
      </header>
      {shown.preview ? (
        <PreviewNote
          company={company}
          text="Only a customer can sign up here. To try it out, open this address in a private window."
        />
      ) : null}
      <Paper className={classes.sheet ?? ''} component="article" aria-label={page.name}>
        <Title order={1} fz="1.75rem">
          {page.name}
        </Title>
        {page.header_text ? (
          <Text mt="xs" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {page.header_text}
          </Text>
        ) : null}
        {told && !done ? <Returned told={told} company={company} /> : null}
        {done ? (
          <Done done={done} />
        ) : told === 'running' ? null : (
          <Form shown={shown} address={address} customer={customer} finish={setDone} />
        )}
      </Paper>
      <p className={classes.foot}>{[company.name, company.email, company.phone].filter(Boolean).join(' · ')}</p>
    </div>
  )
}

const NO_LINKS = { subscription_url: null, payment_url: null }

/** What is said to whoever comes back signed up. */
function doneText({ type }: PortalSignUp['page']): string {
  return type === 'autopay' ? 'Your way to pay is saved.' : 'Your subscription is set up.'
}

type Outcome = { readonly message: string; readonly subscription_url: string | null; readonly payment_url: string | null }

function Done({ done: { message, subscription_url, payment_url } }: { readonly done: Outcome }) {
  return (
    <Stack mt="xl" gap="md" role="status" align="flex-start">
      <Title order={2} fz="1.25rem">
        Thank you
      </Title>
      <Text>{message}</Text>
      {payment_url ? (
        <Button component="a" href={payment_url} size="md">
          Pay the first bill
        </Button>
      ) : null}
      {subscription_url ? <Anchor href={subscription_url}>See your subscription</Anchor> : null}
    </Stack>
  )
}

function Form({ shown, address, customer, finish }: ShownProps & { readonly finish: (outcome: Outcome) => void }) {
  const { page, payment_methods, company } = shown
  const place = window.location.pathname
  const [left] = useState(() => readForm(place))
  const form_key = useRef(left?.form_key ?? crypto.randomUUID())
  const [declined, setDeclined] = useState<string | null>(null)
  const send = useOnce((values: SignUpForm, idempotency_key) =>
    call('POST /portal/{username}/sign_up/{key}', {
      ...address,
      body: { ...draftOf(values, shown), form_key: form_key.current, idempotency_key, customer },
    }),
  )
  const write = useWrite(send, { quiet: true })
  const { form, submit, saving, problem } = useRecordForm<SignUpForm>({
    initial: { ...emptyForm(shown), ...left?.values },
    check: (values) => ({
      name: shown.customer || values.name.trim() ? null : 'Enter your name.',
      email: shown.customer || /^\S+@\S+\.\S+$/.test(values.email.trim()) ? null : 'Enter your e-mail address.',
      plan: page.type === 'autopay' || values.plan ? null : 'Choose a plan.',
      agreed: page.tos_url === null || values.agreed ? null : 'Agree to the terms to go on.',
    }),
    save: async (values) => {
      setDeclined(null)
      const outcome = await write.mutateAsync(values)
      if (outcome.status === 'declined') return setDeclined(outcome.message)
      if (outcome.status === 'redirect' && outcome.url) {
        keepForm(place, { form_key: form_key.current, values })
        return window.location.assign(outcome.url)
      }
      dropForm(place)
      if (outcome.thanks_url) return window.location.assign(outcome.thanks_url)
      finish(outcome)
    },
  })
  const method = payment_methods.find(({ id }) => id === form.values.method)
  const isLeaving = method?.how === 'redirect'
  return (
    <form onSubmit={submit} noValidate>
      <FormProblem problem={problem} />
      <WhoPart shown={shown} form={form} />
      {page.type === 'recurring' ? <WhatPart shown={shown} form={form} /> : null}
      {payment_methods.length > 0 ? (
        <FormPart title="How you pay">
          <Stack gap="md">
            {payment_methods.length > 1 ? (
              <Radio.Group
                aria-label="Way of paying"
                value={form.values.method}
                onChange={(id) => {
                  form.setFieldValue('method', id)
                  form.setFieldValue('token', payment_methods.find((one) => one.id === id)?.test_sources[0]?.token ?? '')
                }}
              >
                <Stack gap={8}>
                  {payment_methods.map(({ id, name }) => (
                    <Radio key={id} value={id} label={name} />
                  ))}
                </Stack>
              </Radio.Group>
            ) : null}
            {isLeaving ? <Text>{leavingText(method.id)}</Text> : null}
            {method && !isLeaving ? (
              <TestSources method={method} token={form.values.token} choose={(token) => form.setFieldValue('token', token)} />
            ) : null}
            <Text>{`By ${page.type === 'autopay' ? 'saving' : 'signing up'}: ${shown.saving_mandate}`}</Text>
          </Stack>
        </FormPart>
      ) : null}
      {page.type === 'recurring' ? (
        <QuotePart
          address={address}
          choice={choiceOf(form.values, shown)}
          customer={customer}
          company={company}
          rhythm={rhythmOf(form.values, shown)}
          trial={page.trial_period_days > 0}
        />
      ) : null}
      <Stack gap="md" mt="xl">
        {page.tos_url ? (
          <Checkbox
            label={
              <>
                I agree to the{' '}
                <Anchor href={page.tos_url} target="_blank" rel="noreferrer">
                  terms
                </Anchor>
              </>
            }
            {...form.getInputProps('agreed', { type: 'checkbox' })}
          />
        ) : null}
        {declined ? (
          <Alert color="brick" variant="light" role="alert">
            {`${declined} Nothing was set up. Try again, or pay another way.`}
          </Alert>
        ) : null}
        <Button type="submit" size="md" loading={saving} disabled={shown.preview}>
          {`${page.type === 'autopay' ? 'Save' : 'Sign up'}${isLeaving ? ' and continue' : ''}`}
        </Button>
      </Stack>
    </form>
  )
}

function leavingText(method: string): string {
  return `You enter the ${method === 'credit_card' ? 'card' : 'account'} on the page of the payment provider, and come back here.`
}

/** How often the chosen plan is billed; all plans of a page are billed alike. */
function rhythmOf({ plan }: SignUpForm, { plans }: PortalSignUp): string {
  const chosen = plans.find(({ id }) => id === plan) ?? plans[0]
  return chosen ? rhythmText(chosen) : 'each time'
}

type FormOf = ReturnType<typeof useRecordForm<SignUpForm>>['form']

function WhoPart({ shown, form }: { readonly shown: PortalSignUp; readonly form: FormOf }) {
  const { page, customer } = shown
  return (
    <FormPart title="Who you are">
      <Stack gap="md">
        {customer ? (
          <Text>
            {customer.name}
            {customer.email ? ` · ${customer.email}` : ''}
          </Text>
        ) : (
          <>
            <TextInput label="Name" required autoComplete="name" maxLength={255} {...form.getInputProps('name')} />
            <TextInput
              label="E-mail"
              type="email"
              required
              autoComplete="email"
              maxLength={254}
              {...form.getInputProps('email')}
            />
          </>
        )}
        {page.billing_address ? <AddressFields form={form} prefix="" group="billing" /> : null}
        <OwnFields form={form} fields={shown.fields} />
        {page.shipping_address && page.type === 'recurring' ? (
          <>
            <Text fw={600} mt="xs">
              Where it is delivered
            </Text>
            <AddressFields form={form} prefix="ship_to." group="shipping" />
          </>
        ) : null}
      </Stack>
    </FormPart>
  )
}

function WhatPart({ shown, form }: { readonly shown: PortalSignUp; readonly form: FormOf }) {
  const { plans, addons, page, setup_fee } = shown
  return (
    <FormPart title="What you get">
      <Stack gap="md">
        <Radio.Group aria-label="Plan" {...form.getInputProps('plan')}>
          <Stack gap={10}>
            {plans.map((plan) => (
              <Radio
                key={plan.id}
                value={plan.id}
                label={`${plan.name}${plan.amount === null ? '' : ` · ${moneyText(plan.amount, plan.currency)} ${rhythmText(plan)}`}`}
                description={plan.description}
              />
            ))}
          </Stack>
        </Radio.Group>
        {page.has_quantity ? (
          <TextInput label="How many" inputMode="decimal" maxLength={10} {...form.getInputProps('quantity')} />
        ) : null}
        {addons.map((addon) => {
          const price =
            addon.unit_cost === null ? '' : ` · ${moneyText(addon.unit_cost, plans[0]?.currency ?? shown.company.currency)}`
          const label = `${addon.name}${price}${addon.recurring ? ' each time' : ' once'}`
          return addon.type === 'boolean' ? (
            <Checkbox
              key={addon.id}
              label={label}
              description={addon.description}
              disabled={addon.required}
              {...form.getInputProps(`addons.${addon.id}`, { type: 'checkbox' })}
            />
          ) : (
            <TextInput
              key={addon.id}
              label={label}
              description={addon.description}
              inputMode="decimal"
              maxLength={10}
              {...form.getInputProps(`quantities.${addon.id}`)}
            />
          )
        })}
        {page.has_coupon_code ? <TextInput label="Coupon code" maxLength={64} {...form.getInputProps('coupon')} /> : null}
        {setup_fee ? (
          <Text c="dimmed">{`Once, with the first bill: ${setup_fee.name}, ${moneyText(setup_fee.unit_cost, plans[0]?.currency ?? shown.company.currency)}.`}</Text>
        ) : null}
      </Stack>
    </FormPart>
  )
}
