import classes from './command.module.css'
import { CopyButton } from './copy-button.tsx'
import { ScrollText } from './scroll-text.tsx'

/** A command for the terminal, with a button that copies it. */
export function Command({ children }: { children: string }) {
  return (
    <div className={classes.command}>
      <div className={classes.text} data-lines={children.includes('\n') || undefined}>
        <ScrollText label="Command">{children}</ScrollText>
      </div>
      <CopyButton label="Copy command" value={children} />
    </div>
  )
}
