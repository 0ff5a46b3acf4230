import { Modal } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useMakeKey } from '../api.ts'
import { KeyMade } from './key-made.tsx'
import { NewKeyForm } from './new-key-form.tsx'

/** Makes a key and shows it once. While it is shown, only "Done" closes the dialog: a slip would lose it. */
export function NewKeyDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const make = useMakeKey()
  const isNarrow = useMediaQuery('(max-width: 30em)')

  function close() {
    onClose()
    make.reset()
  }

  return (
    <Modal
      opened={opened}
      onClose={close}
      title="New key"
      closeButtonProps={{ 'aria-label': 'Close' }}
      closeOnClickOutside={false}
      closeOnEscape={!make.isSuccess}
      withCloseButton={!make.isSuccess}
      fullScreen={isNarrow ?? false}
    >
      {make.isSuccess ? (
        <KeyMade apiKey={make.data} onDone={close} />
      ) : (
        <NewKeyForm isPending={make.isPending} error={make.error} onSubmit={(key) => make.mutate(key)} />
      )}
    </Modal>
  )
}
