import { parseSettings, type SettingName, settings } from './config.ts'

/** docs/configuration.md, made from the table of settings; a test compares it. */
export function documentSettings(): string {
  const defaults = parseSettings({})
  const groups = Map.groupBy(Object.entries(settings), ([, { group }]) => group)
  const sections = [...groups].map(([group, entries]) => {
    const rows = entries.map(
      ([name, setting]) => `| \`${name}\` | ${fallback(defaults, name as SettingName)} | ${setting.about} |`,
    )
    return `## ${group}\n\n| setting | default | what it does |\n|---|---|---|\n${rows.join('\n')}\n`
  })
  return `# Configuration

Every setting is an environment variable. They are read once, when a command begins; a setting that cannot be used stops it with one
sentence. Secrets are never logged. \`netterms doctor\` shows what an installation makes of its settings.

<!-- Generated from src/platform/config.ts by \`netterms generate\`; never edited. -->

${sections.join('\n')}`
}

function fallback(defaults: ReturnType<typeof parseSettings>, name: SettingName): string {
  const setting = settings[name]
  if ('fallback' in setting) return setting.fallback
  const value = defaults[name]
  return value === undefined ? 'none' : `\`${String(value)}\``
}
