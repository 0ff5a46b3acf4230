import { PageHeader } from '../../ui/page-header.tsx'
import { CallView } from './components/call-view.tsx'
import { NumberForm } from './components/number-form.tsx'
import { useTalk } from './talk-provider.tsx'

/** A person calls as a number, types, and hears the answer. */
export function TalkPage() {
  const { call } = useTalk()
  return (
    <>
      <PageHeader title="Talk" />
      {call ? <CallView call={call} /> : <NumberForm />}
    </>
  )
}
