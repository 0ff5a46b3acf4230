import { CloseButton, Portal } from '@mantine/core'
import { createContext, use, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { Jack } from '../ui/jack.tsx'
import classes from './notice.module.css'

interface Notices {
  /** Says that something was done. */
  done(text: string): void
  /** Says that something failed, and what to do. */
  failed(text: string): void
}

const NoticeContext = createContext<Notices | null>(null)

/** Gives way to say one thing at a time at the foot of the page; it stays until it is closed or replaced. */
export function NoticeProvider({ children }: { children: ReactNode }) {
  const [notice, setNotice] = useState<{ tone: 'good' | 'bad'; text: string } | null>(null)
  const notices = useMemo<Notices>(
    () => ({
      done: (text) => setNotice({ tone: 'good', text }),
      failed: (text) => setNotice({ tone: 'bad', text }),
    }),
    [],
  )
  return (
    <NoticeContext value={notices}>
      {children}
      <Portal>
        {/* Always there, since a live region that comes with its text is not read out by every screen reader. */}
        <output className={classes.region}>
          {notice && (
            <div className={classes.notice}>
              <Jack tone={notice.tone} plugged />
              <span>{notice.text}</span>
              <CloseButton aria-label="Close notice" onClick={() => setNotice(null)} />
            </div>
          )}
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
