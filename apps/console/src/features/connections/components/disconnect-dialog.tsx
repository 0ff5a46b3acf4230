import type { OAuthConnection } from '@patchbay/contract'
import { useDisconnect } from '../api.ts'
import { EndCredentialDialog, type EndCredentialDialogProps } from './end-credential-dialog.tsx'
import { usedAgo } from './used-ago.ts'

export interface DisconnectDialogProps extends Pick<EndCredentialDialogProps, 'opened' | 'onClose' | 'onClosed'> {
  /** Null before the first one was chosen. */
  connection: OAuthConnection | null
}

/** Names the client and what stops working with it, and ends what it was allowed on a yes. */
export function DisconnectDialog({ connection, ...dialog }: DisconnectDialogProps) {
  const ending = useDisconnect()
  const lastUsedAt = connection?.lastUsedAt ?? null
  return (
    <EndCredentialDialog
      {...dialog}
      credential={connection}
      ending={ending}
      title={`Disconnect ${connection?.clientName}?`}
      keep="Keep connected"
      act="Disconnect"
      done={`“${connection?.clientName}” is disconnected.`}
    >
      Its tokens are refused from its next request on, and what it holds open is closed
      {lastUsedAt === null ? '; it has never used them' : `; it last used them ${usedAgo(lastUsedAt)}`}. It can ask to
      be let in again, and you will be asked again.
    </EndCredentialDialog>
  )
}
