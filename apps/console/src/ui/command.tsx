import { CopyButton } from './copy-button.tsx'
import classes from './command.module.css'

/** A command for the terminal, with a button that copies it. */
export function Command({ children }: { children: string }) {
  return (
    <div className={classes.command}>
      {/* Wide commands scroll; the focus stop lets the keyboard do it too. */}
      <pre
        className={classes.text}
        data-lines={children.includes('\n') || undefined}
        tabIndex={0}
        role="region"
        aria-label="Command"
      >
        <code>{children}</code>
      </pre>
      <CopyButton label="Copy command" value={children} />
    </div>
  )
}
