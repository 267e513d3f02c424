import classes from './StatusBadge.module.css'

export type Tone = 'quiet' | 'info' | 'good' | 'warm' | 'bad'

/** A state in one or two words. The dot and the word say it; the colour only helps. */
export function StatusBadge({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  return <span className={`${classes.badge} ${classes[tone]}`}>{children}</span>
}
