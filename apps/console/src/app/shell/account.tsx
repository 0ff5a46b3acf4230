import { ActButton } from '../../ui/act-button.tsx'
import { useMe } from '../signed-in-user.ts'
import { ColorSchemeSwitch } from './color-scheme-switch.tsx'
import classes from './account.module.css'
import { useSignOut } from './use-sign-out.ts'

/** Who is signed in, the way out, and how the console looks. */
export function Account() {
  const { user, version } = useMe()
  const signOut = useSignOut()
  return (
    <div className={classes.account}>
      <ColorSchemeSwitch />
      <div className={classes.who}>
        <span className={classes.name}>{user.name}</span>
        <ActButton
          variant="subtle"
          color="gray"
          size="compact-sm"
          isBusy={signOut.isPending}
          onClick={() => signOut.mutate()}
        >
          Sign out
        </ActButton>
      </div>
      <p className={classes.version}>Patchbay {version}</p>
    </div>
  )
}
