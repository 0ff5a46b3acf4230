import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import { meQuery } from '../../app/signed-in-user.ts'
import { AlertLine } from '../../ui/alert-line.tsx'
import { BarePage } from '../../ui/bare-page.tsx'
import { Command } from '../../ui/command.tsx'
import { useEnterConsole, useSignIn } from './api.ts'
import { PasteLink } from './components/paste-link.tsx'
import { takeSignInCode } from './sign-in-code.ts'

/** Signs in by the code of a one-time link, and says where such a link comes from. */
export function SignInPage() {
  const signIn = useSignIn()
  const enter = useEnterConsole()
  // Asked again when the window gets the focus: the link may have been opened in another tab.
  const me = useQuery({ ...meQuery, staleTime: 0, retry: false, refetchOnWindowFocus: 'always' })

  const signedInElsewhere = me.isSuccess && me.isFetchedAfterMount

  const useCode = useEffectEvent(() => {
    const code = takeSignInCode()
    if (code !== null) signIn.mutate(code)
  })
  useEffect(() => {
    useCode()
    // A fresh link opened while this page is shown changes the fragment alone.
    addEventListener('hashchange', useCode)
    return () => removeEventListener('hashchange', useCode)
  }, [])

  const alreadyIn = useEffectEvent(() => {
    if (signIn.isIdle) enter()
  })
  useEffect(() => {
    if (signedInElsewhere) alreadyIn()
  }, [signedInElsewhere])

  return (
    <BarePage title="Sign in">
      {signIn.isError && <AlertLine>{signIn.error.message}</AlertLine>}
      <p>
        {signIn.isPending
          ? 'Signing in…'
          : 'Patchbay has no passwords. A one-time link signs you in: the terminal prints one when the gateway starts, and this command prints another.'}
      </p>
      <Command>npx patchbay sign-in</Command>
      <PasteLink isPending={signIn.isPending} onCode={(code) => signIn.mutate(code)} />
    </BarePage>
  )
}
