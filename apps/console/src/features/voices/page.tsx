import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Failure } from '../../ui/failure.tsx'
import { Lines } from '../../ui/lines.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import rows from '../../ui/rows.module.css'
import { SectionHeading } from '../../ui/section-heading.tsx'
import { allNarrationsQuery } from '../library/narration-api.ts'
import { clipsQuery, usageQuery, voicesQuery } from './api.ts'
import { ClipList } from './components/clip-list.tsx'
import { NarrationList } from './components/narration-list.tsx'
import { SpeakForm } from './components/speak-form.tsx'
import { UsageBar } from './components/usage-bar.tsx'
import { VoiceList } from './components/voice-list.tsx'
import classes from './voices.module.css'

/** The voicebox: a text spoken, what was spoken before, and every voice to be heard. */
export function VoicesPage() {
  const voices = useQuery(voicesQuery)
  const clips = useQuery(clipsQuery)
  const usage = useQuery(usageQuery)
  const narrations = useQuery(allNarrationsQuery)
  const all = voices.data?.voices ?? []
  return (
    <>
      <PageHeader title="Voices" />
      <div className={rows.body}>
        {voices.isPending && <Lines count={8} />}
        {voices.isLoadingError && (
          <Failure what="The voices" error={voices.error} onRetry={() => void voices.refetch()} />
        )}
        {voices.isSuccess && all.length === 0 && (
          <p>No voice is installed here. Install the optional packages (npm install), and start the gateway again.</p>
        )}
        {all.length > 0 && (
          <div className={classes.columns}>
            <div>
              <SectionHeading>Speak</SectionHeading>
              <SpeakForm voices={all} />
              {usage.isLoadingError && (
                <Failure what="The usage" error={usage.error} onRetry={() => void usage.refetch()} />
              )}
              {usage.data && <UsageBar usage={usage.data} />}
              <SectionHeading count={clips.data?.clips.length ?? 0}>Clips</SectionHeading>
              {clips.isPending && <Lines count={3} />}
              {clips.isLoadingError && (
                <Failure what="The clips" error={clips.error} onRetry={() => void clips.refetch()} />
              )}
              {clips.data?.clips.length === 0 && (
                <p className={classes.quiet}>
                  Nothing has been spoken yet. Write a text above, or have an agent call generate_speech: it is kept
                  here for a while.
                </p>
              )}
              {clips.data && clips.data.clips.length > 0 && <ClipList clips={clips.data.clips} />}
              <SectionHeading count={narrations.data?.narrations.length ?? 0}>Narrations</SectionHeading>
              {narrations.isPending && <Lines count={2} />}
              {narrations.isLoadingError && (
                <Failure what="The narrations" error={narrations.error} onRetry={() => void narrations.refetch()} />
              )}
              {narrations.data?.narrations.length === 0 && (
                <p className={classes.quiet}>
                  No book is read aloud yet. Open one in the <Link to="/library">library</Link>, or have an agent call
                  narrate_book.
                </p>
              )}
              {narrations.data && narrations.data.narrations.length > 0 && (
                <NarrationList narrations={narrations.data.narrations} />
              )}
            </div>
            <VoiceList voices={all} />
          </div>
        )}
      </div>
    </>
  )
}
