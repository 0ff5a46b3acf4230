import type { ReactNode } from 'react'

/**
 * The heading of a dialog's or a page's next step. Takes the focus when it appears, so that the keyboard and a screen reader go on
 * where the eye does, and not back at the top of the page when the button that was pressed has gone.
 */
export function StepHeading({ children, as: Heading = 'h3' }: { children: ReactNode; as?: 'h2' | 'h3' }) {
  return (
    <Heading tabIndex={-1} ref={focus}>
      {children}
    </Heading>
  )
}

/** Outside the component: a ref that is the same function each time is called once, on appearing. */
function focus(heading: HTMLHeadingElement | null): void {
  heading?.focus()
}
