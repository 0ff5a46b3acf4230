import type { ApiKey } from '@patchbay/contract'
import { useRevokeKey } from '../api.ts'
import { EndCredentialDialog, type EndCredentialDialogProps } from './end-credential-dialog.tsx'
import { usedAgo } from './used-ago.ts'

export interface RevokeDialogProps extends Pick<EndCredentialDialogProps, 'opened' | 'onClose' | 'onClosed'> {
  /** Null before the first one was chosen. */
  apiKey: ApiKey | null
}

/** Names the key and what stops working with it, and revokes it on a yes. */
export function RevokeDialog({ apiKey, ...dialog }: RevokeDialogProps) {
  const ending = useRevokeKey()
  const lastUsedAt = apiKey?.lastUsedAt ?? null
  return (
    <EndCredentialDialog
      {...dialog}
      credential={apiKey}
      ending={ending}
      title={`Revoke ${apiKey?.name}?`}
      keep="Keep key"
      act="Revoke"
      done={`“${apiKey?.name}” is revoked.`}
    >
      Whatever shows the key <code>{apiKey?.prefix}…</code> is refused from its next request on
      {lastUsedAt === null ? '; it has never been used' : `; it was last used ${usedAgo(lastUsedAt)}`}. This cannot be
      undone.
    </EndCredentialDialog>
  )
}
