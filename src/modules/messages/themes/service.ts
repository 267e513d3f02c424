import type { Work } from '../../../platform/work.ts'
import type { PaperTheme } from '../../receivables/documents/paper/facts.ts'
import { paperLanguage } from '../../receivables/documents/paper/labels.ts'
import type { PdfTemplate } from '../pdf-templates/contract.ts'
import { findPdfTemplates } from '../pdf-templates/service.ts'
import { TEMPLATE_FIELDS, type TemplatedKind } from './choices.ts'
import type { Theme, ThemeChanges, ThemeDraft } from './contract.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export const findTheme = store.find
export const listThemes = store.list

export async function createTheme(work: Work, draft: ThemeDraft): Promise<Theme> {
  await store.lockThemes(work)
  const theme = rules.draftTheme(draft, { isFirst: !(await store.isAny(work)), now: work.now })
  await refuseUnfitTemplates(work, theme)
  if (theme.default) await store.clearDefault(work, theme.id)
  await store.insert(work, theme)
  return theme
}

export async function updateTheme(work: Work, id: string, changes: ThemeChanges): Promise<Theme> {
  await store.lockThemes(work)
  const theme = rules.changeTheme(await store.find(work, id), changes, work.now)
  await refuseUnfitTemplates(work, theme)
  if (theme.default) await store.clearDefault(work, id)
  await store.update(work, theme)
  return theme
}

/** Papers look as ours do by default once the theme they were printed in is gone. */
export async function deleteTheme(work: Work, id: string): Promise<null> {
  await store.lockThemes(work)
  await store.find(work, id)
  await store.remove(work, id)
  return null
}

/** How a paper is to look. */
export interface Appearance {
  /** Null for how our papers look by default. */
  readonly theme: PaperTheme | null
  /** The company's own template for this kind. */
  readonly template: PdfTemplate | null
}

/** How papers of a kind look in the company's theme. @param language the tag of the paper's language */
export async function appearanceOf(work: Work, kind: TemplatedKind, language: string): Promise<Appearance> {
  const theme = await store.findDefault(work)
  return theme ? appearanceIn(work, theme, kind, language) : { theme: null, template: null }
}

/** The same in a theme that need not be saved. A template that was made one for another kind since serves this one no more. */
export async function appearanceIn(work: Work, theme: Theme, kind: TemplatedKind, language: string): Promise<Appearance> {
  const id = theme[TEMPLATE_FIELDS[kind]]
  const [template] = id === null ? [] : await findPdfTemplates(work, [id])
  const isOwnLanguage = paperLanguage(language) === paperLanguage(work.company.language)
  return { theme: rules.paperTheme(theme, { kind, isOwnLanguage }), template: template?.document_type === kind ? template : null }
}

/** A theme as it would be with these changes, for a look at it. */
export async function rehearseTheme(work: Work, changes: ThemeChanges): Promise<Theme> {
  const theme = rules.draftTheme({ ...changes, id: 'preview' }, { isFirst: false, now: work.now })
  await refuseUnfitTemplates(work, theme)
  return theme
}

async function refuseUnfitTemplates(work: Work, theme: Theme): Promise<void> {
  const ids = rules.templateIdsOf(theme)
  if (ids.length > 0) rules.refuseUnfitTemplates(theme, await findPdfTemplates(work, ids))
}
