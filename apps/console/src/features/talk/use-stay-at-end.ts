import { useEffect, useLayoutEffect, useRef } from 'react'

/** How far from the page's end still counts as being there, in px: a line or two. */
const NEAR_PX = 80

/** Keeps the page's end in sight as content comes, for a reader who is there; one who has scrolled up is left alone. */
export function useStayAtEnd(content: unknown): void {
  const atEnd = useRef(true)
  const last = useRef<unknown>(undefined)

  useEffect(() => {
    function look() {
      const { scrollHeight } = document.documentElement
      atEnd.current = scrollHeight - innerHeight - scrollY < NEAR_PX
    }
    addEventListener('scroll', look, { passive: true })
    return () => removeEventListener('scroll', look)
  }, [])

  useLayoutEffect(() => {
    if (last.current === content) return
    last.current = content
    if (atEnd.current) scrollTo({ top: document.documentElement.scrollHeight })
  }, [content])
}
