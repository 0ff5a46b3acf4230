import { Link } from '@tanstack/react-router'
import { useMe } from '../../../app/signed-in-user.ts'
import { Command } from '../../../ui/command.tsx'
import classes from './first-call.module.css'

/** Stands in for the lists until something has happened, and offers the way to make it happen. */
export function FirstCall() {
  const { publicUrl, demoCaller } = useMe()
  const command = [
    `curl -X POST ${new URL('/mcp/auth/session', publicUrl)}`,
    '-H "X-API-Key: $MCP_API_KEY"',
    '-H "Content-Type: application/json"',
    `-d '{"caller_id": "${demoCaller ?? '+5511999999999'}"}'`,
  ].join(' \\\n  ')
  return (
    <section className={classes.first} aria-labelledby="first-call">
      <h2 id="first-call">No calls yet</h2>
      <p>
        A call begins when a voice agent says who is on the phone. <Link to="/talk">Call from this page</Link>, or do it
        once by hand: this is what an agent sends when it picks up
        {demoCaller === null ? '.' : ', here for the demonstration club’s own caller.'}
      </p>
      <Command>{command}</Command>
      <p className={classes.hint}>
        <code>$MCP_API_KEY</code> stands for an API key with the scope <code>sessions:create</code>. Make one in{' '}
        <Link to="/connections">Connections</Link>. The call, and every tool call in it, shows up here as it happens.
      </p>
    </section>
  )
}
