import { Outlet } from '@tanstack/react-router'
import { paths } from '../../paths.ts'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import classes from './AccessFrame.module.css'

/** The frame around signing in, signing up and what belongs to it. */
export function AccessFrame() {
  return (
    <div className={classes.frame}>
      <main className={classes.form}>
        <a className={classes.brand} href={paths.home()}>
          <img src="/favicon.svg" width={28} height={28} alt="" />
          Netterms
        </a>
        <div className={classes.body}>
          <Outlet />
        </div>
      </main>
      <aside className={classes.side} aria-label="About Netterms">
        <h2>Send the invoice. See it paid.</h2>
        <p>Customers open it without an account, pay in one step, and your books close themselves to the cent.</p>
        <Sheet />
      </aside>
    </div>
  )
}

/** A picture of an invoice, drawn in type. */
function Sheet() {
  return (
    <div className={classes.sheet} data-mantine-color-scheme="light" aria-hidden>
      <div style={{ display: 'flex', justifyContent: 'space-between', alignItems: 'center' }}>
        <strong>Invoice INV-0001</strong>
        <StatusBadge tone="good">Paid</StatusBadge>
      </div>
      <dl>
        <dt>Copy paper, case × 3</dt>
        <dd>135.00</dd>
        <dt>Delivery</dt>
        <dd>10.00</dd>
        <dt>Sales tax</dt>
        <dd>3.85</dd>
        <dt className={classes.total}>Total</dt>
        <dd className={classes.total}>$148.85</dd>
      </dl>
    </div>
  )
}
