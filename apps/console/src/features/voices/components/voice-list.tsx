import { Button, Select } from '@mantine/core'
import type { VoiceboxVoice } from '@patchbay/contract'
import { useState } from 'react'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { SectionHeading } from '../../../ui/section-heading.tsx'
import { languageName } from '../language-name.ts'
import { useSample } from '../use-sample.ts'
import classes from '../voices.module.css'

/** Every voice, each to be heard. */
export function VoiceList({ voices }: { voices: readonly VoiceboxVoice[] }) {
  const sample = useSample()
  const [language, setLanguage] = useState<string | null>(null)
  const shown = language === null ? voices : voices.filter((voice) => voice.language === language)
  const languages = [...new Set(voices.map((voice) => voice.language))]
  return (
    <section aria-label="Voices">
      <SectionHeading count={shown.length}>Voices</SectionHeading>
      <Select
        className={classes.filter}
        label="Language"
        description="Shows its voices alone; hearing one is not counted"
        placeholder="Every language"
        clearable
        data={languages.map((tag) => ({ value: tag, label: languageName(tag) }))}
        value={language}
        onChange={setLanguage}
      />
      {sample.failed !== null && (
        <AlertLine>
          {sample.failed} cannot be heard here: neither its model nor another voice of its language is installed.
        </AlertLine>
      )}
      <ul className={classes.list}>
        {shown.map((voice) => (
          <li key={voice.voice_id} className={classes.voice}>
            <div className={classes.who}>
              <p className={classes.name}>{voice.name}</p>
              <p className={classes.quiet}>
                <code>{voice.voice_id}</code>, {languageName(voice.language)}, {voice.engine}
                {!voice.ready && '; its model is not here'}
              </p>
            </div>
            <Button
              variant="default"
              size="compact-md"
              aria-label={`${sample.playing === voice.voice_id ? 'Stop' : 'Hear'} ${voice.name}, ${voice.voice_id}`}
              onClick={() => sample.toggle(voice.voice_id)}
            >
              {sample.playing === voice.voice_id ? 'Stop' : 'Hear'}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
