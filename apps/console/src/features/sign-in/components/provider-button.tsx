import { useQuery } from '@tanstack/react-query'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { signInWaysQuery, useProvider } from '../api.ts'

export interface ProviderButtonProps {
  /** What it does, before the provider's name. */
  verb: string
  invitation?: string
  connect?: boolean
}

/** The way to the provider, where there is one. */
export function ProviderButton({ verb, ...start }: ProviderButtonProps) {
  const ways = useQuery(signInWaysQuery)
  const provider = useProvider()
  const name = ways.data?.provider?.name
  if (name === undefined) return null
  return (
    <>
      {provider.isError && <AlertLine>{provider.error.message}</AlertLine>}
      <div>
        <ActButton variant="default" isBusy={provider.isPending} onClick={() => provider.mutate(start)}>
          {verb} {name}
        </ActButton>
      </div>
    </>
  )
}
