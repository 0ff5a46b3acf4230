import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMe } from '../../app/signed-in-user.ts'
import { BarePage } from '../../ui/bare-page.tsx'
import { Lines } from '../../ui/lines.tsx'
import { RequestError } from '../../app/request.ts'
import { Failure } from '../../ui/failure.tsx'
import { consentQuery, useAnswerConsent } from './api.ts'
import { ConsentForm } from './components/consent-form.tsx'

/** Where a client sends a person who is to let it in. */
export function ConsentPage() {
  const { uid } = useParams({ from: '/signed-in-bare/consent/$uid' })
  const { user } = useMe()
  const asked = useQuery(consentQuery(uid))
  const answer = useAnswerConsent(uid)

  if (answer.isSuccess) {
    return (
      <BarePage title="Answered">
        <p>Go back to the application. If it has not opened by itself, this page can be closed.</p>
      </BarePage>
    )
  }
  if (asked.isError && asked.error instanceof RequestError && asked.error.code === 'NOT_FOUND') {
    return (
      <BarePage title="Nothing to answer">
        <p>{asked.error.message}</p>
      </BarePage>
    )
  }
  return (
    <BarePage title={asked.isSuccess ? `Connect ${asked.data.clientName}?` : 'Connect an application'}>
      {asked.isPending && <Lines count={4} />}
      {asked.isError && <Failure what="The request" error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.isSuccess && (
        <ConsentForm
          asked={asked.data}
          userName={user.name}
          isAnswering={answer.isPending}
          error={answer.error}
          onAnswer={(body) => answer.mutate(body)}
        />
      )}
    </BarePage>
  )
}
