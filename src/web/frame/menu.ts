import {
  IconAddressBook,
  IconBell,
  IconBellRinging,
  IconBuilding,
  IconCalendarRepeat,
  IconCashBanknote,
  IconChecklist,
  IconCreditCard,
  IconDiscount,
  IconFileInvoice,
  IconFileMinus,
  IconFileText,
  IconForms,
  IconKey,
  IconLayoutDashboard,
  IconListTree,
  IconMail,
  IconNumbers,
  IconPackage,
  IconPalette,
  IconReceiptTax,
  IconRepeat,
  IconReportMoney,
  IconUserPlus,
  IconUsersGroup,
  IconWebhook,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { paths } from '../paths.ts'

export interface Room {
  readonly label: string
  readonly to: string
  readonly icon: ComponentType<{ size?: number; stroke?: number }>
  /** Where the small plus beside the entry leads. */
  readonly create?: { readonly label: string; readonly to: string }
  /** Further words under which the search finds it. */
  readonly words?: string
}

export interface Wing {
  readonly label?: string
  readonly rooms: readonly Room[]
}

/** The whole menu. A new room is one line here. */
export const menu: readonly Wing[] = [
  { rooms: [{ label: 'Dashboard', to: paths.home(), icon: IconLayoutDashboard, words: 'home overview' }] },
  {
    label: 'Receivables',
    rooms: [
      {
        label: 'Customers',
        to: paths.customers(),
        icon: IconAddressBook,
        create: { label: 'New customer', to: paths.newCustomer() },
        words: 'clients buyers',
      },
      {
        label: 'Invoices',
        to: paths.invoices(),
        icon: IconFileInvoice,
        create: { label: 'New invoice', to: paths.newInvoice() },
        words: 'bills sales',
      },
      {
        label: 'Estimates',
        to: paths.estimates(),
        icon: IconFileText,
        create: { label: 'New estimate', to: paths.newEstimate() },
        words: 'quotes offers',
      },
      {
        label: 'Credit notes',
        to: paths.creditNotes(),
        icon: IconFileMinus,
        create: { label: 'New credit note', to: paths.newCreditNote() },
        words: 'credits returns',
      },
      {
        label: 'Subscriptions',
        to: paths.subscriptions(),
        icon: IconRepeat,
        create: { label: 'New subscription', to: paths.newSubscription() },
        words: 'recurring renewals',
      },
      { label: 'Payments', to: paths.payments(), icon: IconCashBanknote, words: 'receipts cash' },
      {
        label: 'Items',
        to: paths.items(),
        icon: IconPackage,
        create: { label: 'New item', to: paths.newItem() },
        words: 'catalog products services',
      },
      { label: 'Plans', to: paths.plans(), icon: IconCalendarRepeat, words: 'recurring prices' },
      { label: 'Activities', to: paths.tasks(), icon: IconChecklist, words: 'tasks to do calls collections' },
      { label: 'Reports', to: paths.reports(), icon: IconReportMoney, words: 'aging sales taxes mrr statistics' },
    ],
  },
  {
    label: 'Settings',
    rooms: [
      { label: 'Company', to: paths.companyProfile(), icon: IconBuilding, words: 'profile branding logo address' },
      { label: 'Numbers and defaults', to: paths.defaults(), icon: IconNumbers, words: 'series terms autopay rounding' },
      {
        label: 'Ways of paying',
        to: paths.paymentSettings(),
        icon: IconCreditCard,
        words: 'gateway stripe cards payment methods',
      },
      { label: 'Chasing', to: paths.cadences(), icon: IconBellRinging, words: 'reminders dunning cadences collections' },
      { label: 'Sign-up pages', to: paths.signUpPages(), icon: IconUserPlus, words: 'subscribe join portal autopay enrol' },
      { label: 'Appearance', to: paths.appearance(), icon: IconPalette, words: 'theme style pdf paper logo colour titles terms' },
      { label: 'E-mail templates', to: paths.emailTemplates(), icon: IconMail, words: 'mails texts reminders' },
      { label: 'Members', to: paths.members(), icon: IconUsersGroup, words: 'team users roles' },
      { label: 'Tax rates', to: paths.taxRates(), icon: IconReceiptTax, words: 'vat gst sales tax' },
      { label: 'G/L accounts', to: paths.glAccounts(), icon: IconListTree, words: 'chart of accounts ledger' },
      { label: 'Custom fields', to: paths.customFields(), icon: IconForms, words: 'metadata' },
      { label: 'My notifications', to: paths.notifications(), icon: IconBell, words: 'mails alerts' },
      { label: 'Coupons', to: paths.coupons(), icon: IconDiscount, words: 'discounts' },
      { label: 'API keys', to: paths.apiKeys(), icon: IconKey, words: 'developers secret token' },
      { label: 'Webhooks', to: paths.webhooks(), icon: IconWebhook, words: 'developers events notifications' },
    ],
  },
]

/** The room a path is in: the longest entry it begins with. */
export function roomOf(path: string): Room | undefined {
  const rooms = menu.flatMap((wing) => wing.rooms)
  return rooms
    .filter((room) => (room.to === '/' ? path === '/' : path === room.to || path.startsWith(`${room.to}/`)))
    .sort((left, right) => right.to.length - left.to.length)[0]
}
