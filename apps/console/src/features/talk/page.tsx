import { PageHeader } from '../../ui/page-header.tsx'
import { CallView } from './components/call-view.tsx'
import { CallForm } from './components/call-form.tsx'
import { useTalk } from './talk-provider.tsx'

/** A person calls an agent, types, and hears the answer. */
export function TalkPage() {
  const { call } = useTalk()
  return (
    <>
      <PageHeader title="Talk" />
      {call ? <CallView call={call} /> : <CallForm />}
    </>
  )
}
