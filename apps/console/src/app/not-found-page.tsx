import { Link } from '@tanstack/react-router'
import { BarePage } from '../ui/bare-page.tsx'

export function NotFoundPage() {
  return (
    <BarePage title="No such page">
      <p>Nothing is plugged in at this address. It may have been mistyped, or the page was moved.</p>
      <p>
        <Link to="/calls">Go to Calls</Link>
      </p>
    </BarePage>
  )
}
