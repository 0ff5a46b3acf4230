import { earsCommand, earsSetting } from '@patchbay/contract'
import { Command } from '../../../ui/command.tsx'
import classes from './ears-hint.module.css'

/** What brings ears to a gateway that has none. */
export function EarsHint() {
  return (
    <div className={classes.hint}>
      <p>
        To speak with it, give it ears and start the gateway again: by this command, or by the address of a
        transcription server in <code>{earsSetting}</code>.
      </p>
      <Command>{earsCommand}</Command>
    </div>
  )
}
