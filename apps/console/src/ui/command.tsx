import classes from './command.module.css'
import { CopyButton } from './copy-button.tsx'
import { ScrollText } from './scroll-text.tsx'

export interface CommandProps {
  /** What it is: "Command" unless it is something else that is pasted elsewhere. */
  label?: string
  children: string
}

/** A command for the terminal, or a file's lines, with a button that copies it. */
export function Command({ label = 'Command', children }: CommandProps) {
  return (
    <div className={classes.command}>
      <div className={classes.text} data-lines={children.includes('\n') || undefined}>
        <ScrollText label={label}>{children}</ScrollText>
      </div>
      <CopyButton label={`Copy ${label.toLowerCase()}`} value={children} />
    </div>
  )
}
