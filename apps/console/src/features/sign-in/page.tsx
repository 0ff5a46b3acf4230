import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import { meQuery } from '../../app/signed-in-user.ts'
import { AlertLine } from '../../ui/alert-line.tsx'
import { BarePage } from '../../ui/bare-page.tsx'
import { Command } from '../../ui/command.tsx'
import { SectionHeading } from '../../ui/section-heading.tsx'
import { useEnterConsole, usePasswordSignIn, useSignIn } from './api.ts'
import { PasswordForm } from './components/password-form.tsx'
import { PasteLink } from './components/paste-link.tsx'
import { ProviderButton } from './components/provider-button.tsx'
import { problemWords } from './problem-words.ts'
import { takeSignInCode } from './sign-in-code.ts'

/** Signs in by a password, by a provider, or by the code of a one-time link; says where such a link comes from. */
export function SignInPage() {
  const signIn = useSignIn()
  const byPassword = usePasswordSignIn()
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
    // A sign-in on this page enters by itself.
    if (signIn.isIdle && !byPassword.isPending && !byPassword.isSuccess) enter()
  })
  useEffect(() => {
    if (signedInElsewhere) alreadyIn()
  }, [signedInElsewhere])

  const problem = signIn.isIdle ? problemWords(location.search) : null
  return (
    <BarePage title="Sign in">
      {signIn.isError && <AlertLine>{signIn.error.message}</AlertLine>}
      {problem !== null && <AlertLine>{problem}</AlertLine>}
      {signIn.isPending && <p>Signing in…</p>}
      <PasswordForm
        isPending={byPassword.isPending}
        error={byPassword.error}
        onSubmit={(asked) => byPassword.mutate(asked)}
      />
      <ProviderButton verb="Sign in with" />
      <SectionHeading>By a one-time link</SectionHeading>
      <p>The terminal prints a link when the gateway starts, and this command prints another.</p>
      <Command>npx patchbay sign-in</Command>
      <PasteLink isPending={signIn.isPending} onCode={(code) => signIn.mutate(code)} />
    </BarePage>
  )
}
