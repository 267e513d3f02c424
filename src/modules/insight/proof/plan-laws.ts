import { type Law, of } from './law.ts'

/** What must be true of invoices that are paid in installments. */
export const PLAN_LAWS: readonly Law[] = [
  {
    says: 'an invoice that is paid by a plan and its plan know each other',
    breaches: `select coalesce(i.company_id, p.company_id) as company_id, 'payment plan ' || coalesce(i.payment_plan, p.id) as subject, 'invoice ' || coalesce(i.id, p.invoice) || ' disagrees' as detail
      from (select * from invoices x where x.payment_plan is not null and ${of('x')}) i
      full join (select * from payment_plans y where y.canceled_at is null and ${of('y')}) p on p.company_id = i.company_id and p.id = i.payment_plan and p.invoice = i.id
      where i.id is null or p.id is null or i.plan_schedule is null`,
  },
  {
    says: 'the installment date of an invoice is that of its oldest open installment',
    breaches: `select i.company_id, 'invoice ' || i.id as subject, 'installment date ' || coalesce(i.installment_date::text, 'none') || ', oldest open ' || coalesce(o.date::text, 'none') as detail
      from invoices i left join lateral (
        select min(x.date) as date from (
          select (one ->> 'date')::date as date, i.balance - sum((one ->> 'opening')::bigint) over (order by position desc) + (one ->> 'opening')::bigint as open, position
          from jsonb_array_elements(i.plan_schedule -> 'installments') with ordinality as part (one, position)
        ) x where x.open > 0
      ) o on not i.paid and not i.voided
      where ${of('i')} and (i.plan_schedule is not null or i.installment_date is not null) and i.installment_date is distinct from o.date`,
  },
]
