import { Button, NumberInput, Select, Textarea } from '@mantine/core'
import { countCharacters, DEFAULT_VOICE, MAX_SPOKEN_CHARACTERS, type VoiceboxVoice } from '@patchbay/contract'
import { useState } from 'react'
import type { SubmitEvent } from 'react'
import { useNotice } from '../../../app/notice.tsx'
import { formatLength } from '../../../format/duration.ts'
import { ActButton } from '../../../ui/act-button.tsx'
import { AlertLine } from '../../../ui/alert-line.tsx'
import { useSpeak } from '../api.ts'
import { languageName } from '../language-name.ts'
import classes from '../voices.module.css'

const number = new Intl.NumberFormat('en-GB')

/** Has a text spoken, which becomes a clip. */
export function SpeakForm({ voices }: { voices: readonly VoiceboxVoice[] }) {
  const { speak, stop } = useSpeak()
  const notice = useNotice()
  const [text, setText] = useState('')
  const [voiceId, setVoiceId] = useState(DEFAULT_VOICE)
  const [speed, setSpeed] = useState(1)
  const [error, setError] = useState<string | null>(null)
  const characters = countCharacters(text)
  const voice = voices.find(({ voice_id }) => voice_id === voiceId)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const isIn = text.trim() !== '' && characters <= MAX_SPOKEN_CHARACTERS
    setError(isIn ? null : `Write 1 to ${number.format(MAX_SPOKEN_CHARACTERS)} characters.`)
    if (!isIn || speak.isPending) return
    speak.mutate(
      { text, voice_id: voiceId, speed },
      { onSuccess: (clip) => notice.done(`Spoken by ${clip.spoken_by}: ${formatLength(clip.duration_s * 1000)}.`) },
    )
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <Textarea
        label="Text"
        description={`As it is to be read; ${number.format(characters)} of ${number.format(MAX_SPOKEN_CHARACTERS)} characters`}
        autosize
        minRows={4}
        maxRows={16}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={error}
      />
      <div className={classes.pair}>
        <Select
          label="Voice"
          description={
            voice && !voice.ready
              ? 'Its model is not here: another voice of its language speaks'
              : 'Listen to them in the list of voices'
          }
          searchable
          allowDeselect={false}
          nothingFoundMessage="No such voice"
          data={groupByLanguage(voices)}
          value={voiceId}
          onChange={(chosen) => setVoiceId(chosen ?? DEFAULT_VOICE)}
        />
        <NumberInput
          label="Speed"
          description="1 is the voice’s own pace"
          min={0.25}
          max={1.5}
          step={0.05}
          decimalScale={2}
          clampBehavior="strict"
          value={speed}
          onChange={(value) => typeof value === 'number' && setSpeed(value)}
        />
      </div>
      <div className={classes.foot}>
        <ActButton type="submit" isBusy={speak.isPending}>
          {speak.isPending ? 'Speaking …' : 'Speak'}
        </ActButton>
        {speak.isPending && (
          <Button variant="default" onClick={stop}>
            Stop
          </Button>
        )}
      </div>
      {speak.isError && <AlertLine>{speak.error.message}</AlertLine>}
    </form>
  )
}

function groupByLanguage(voices: readonly VoiceboxVoice[]) {
  return [...Map.groupBy(voices, ({ language }) => language)].map(([language, items]) => ({
    group: languageName(language),
    items: items.map(({ voice_id, name, engine }) => ({ value: voice_id, label: `${name} (${engine})` })),
  }))
}
