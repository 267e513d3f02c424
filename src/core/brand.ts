/** The colour of a company that has chosen none: on paper, in mails, and where the dashboard offers it. It is that of the portal. */
export const DEFAULT_COLOR = '#12664f'
