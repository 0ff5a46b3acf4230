import type { ReactNode } from 'react'
import classes from './bare-page.module.css'
import { LooseCord } from './loose-cord.tsx'
import { Logo } from './logo.tsx'

/** A page of its own, outside the shell: a short text under a strip of jacks. */
export function BarePage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={classes.page}>
      <title>{`${title} · Patchbay`}</title>
      <Logo size={32} />
      <LooseCord />
      <h1>{title}</h1>
      {children}
    </main>
  )
}
