import { CloseButton, Portal } from '@mantine/core'
import { createContext, use, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { Jack } from '../ui/jack.tsx'
import classes from './notice.module.css'

type Tone = 'good' | 'bad'

interface Notice {
  id: number
  tone: Tone
  text: string
  subject?: string
}

interface Notices {
  /** Says that something was done. */
  done(text: string): void
  /** Says that something failed, and what to do. */
  failed(text: string): void
  /**
   * Says what has happened without anybody's doing here.
   *
   * @param subject - What it is about: what was said of it before is not shown any more.
   */
  happened(tone: Tone, text: string, subject: string): void
}

/** What has happened by itself and is still shown: the latest. */
const MAX_HAPPENED = 3

const NoticeContext = createContext<Notices | null>(null)

let count = 0
const newNotice = (tone: Tone, text: string): Notice => ({ id: (count += 1), tone, text })

/**
 * Gives ways to say things at the foot of the page; each stays until it is closed or replaced. Of what a person does here
 * one thing is said at a time; what happens by itself stands beside it.
 */
export function NoticeProvider({ children }: { children: ReactNode }) {
  const [own, setOwn] = useState<Notice | null>(null)
  const [happened, setHappened] = useState<Notice[]>([])
  const notices = useMemo<Notices>(
    () => ({
      done: (text) => setOwn(newNotice('good', text)),
      failed: (text) => setOwn(newNotice('bad', text)),
      happened: (tone, text, subject) =>
        setHappened((known) =>
          [...known.filter((one) => one.subject !== subject), { ...newNotice(tone, text), subject }].slice(
            -MAX_HAPPENED,
          ),
        ),
    }),
    [],
  )
  const close = ({ id }: Notice) => {
    setOwn((known) => (known?.id === id ? null : known))
    setHappened((known) => known.filter((one) => one.id !== id))
  }
  return (
    <NoticeContext value={notices}>
      {children}
      <Portal>
        {/* Always there, since a live region that comes with its text is not read out by every screen reader. */}
        <output className={classes.region}>
          {[...happened, ...(own ? [own] : [])].map((notice) => (
            <div key={notice.id} className={classes.notice}>
              <Jack tone={notice.tone} plugged />
              <span>{notice.text}</span>
              <CloseButton aria-label="Close notice" onClick={() => close(notice)} />
            </div>
          ))}
        </output>
      </Portal>
    </NoticeContext>
  )
}

export function useNotice(): Notices {
  const notices = use(NoticeContext)
  if (!notices) throw new Error('useNotice needs a NoticeProvider above it')
  return notices
}
