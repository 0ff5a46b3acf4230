import { Button, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SubmitEvent } from 'react'
import { Failure } from '../../../ui/failure.tsx'
import { callersQuery } from '../api.ts'
import type { WeekSession } from '../api.ts'
import type { BookingDraft, PlannedBooking } from '../planned-booking.ts'
import classes from './book-form.module.css'

export interface BookFormProps {
  session: WeekSession
  draft: BookingDraft
  onDraft: (draft: BookingDraft) => void
  onBook: (planned: PlannedBooking) => void
}

/** Chooses for whom a spot is booked: a caller that the club knows, one of their members, and a voucher if there is one. */
export function BookForm({ session, draft, onDraft, onBook }: BookFormProps) {
  const callers = useQuery(callersQuery)
  const [asked, setAsked] = useState(false)

  const booked = new Set(session.bookings.map((booking) => booking.member_id))
  const caller = callers.data?.callers.find((known) => known.phone === draft.phone)
  const member = caller?.members.find(({ member_id }) => String(member_id) === draft.memberId && !booked.has(member_id))

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setAsked(true)
    if (caller && member) onBook({ caller, member, voucherCode: draft.voucherCode.trim() || null })
  }

  function chooseCaller(phone: string | null) {
    const members = callers.data?.callers.find((known) => known.phone === phone)?.members ?? []
    const [only] = members
    onDraft({ ...draft, phone, memberId: members.length === 1 && only ? String(only.member_id) : null })
  }

  if (callers.isLoadingError) {
    return <Failure what="The callers" error={callers.error} onRetry={() => void callers.refetch()} />
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <h3>Book a spot</h3>
      <Select
        label="Caller"
        placeholder="Name or number"
        searchable
        data={(callers.data?.callers ?? []).map(({ name, phone: value }) => ({ value, label: `${name}, ${value}` }))}
        value={draft.phone}
        onChange={chooseCaller}
        error={asked && !caller && 'Choose who is calling'}
        nothingFoundMessage="The club knows no such caller"
      />
      <Select
        label="Member"
        placeholder={caller ? 'Who takes the spot' : 'Choose the caller first'}
        disabled={!caller}
        data={(caller?.members ?? []).map(({ member_id, name, relation }) => ({
          value: String(member_id),
          label: booked.has(member_id) ? `${name} (${relation}), already booked` : `${name} (${relation})`,
          disabled: booked.has(member_id),
        }))}
        value={member ? draft.memberId : null}
        onChange={(memberId) => onDraft({ ...draft, memberId })}
        error={asked && caller && !member && 'Choose who takes the spot'}
      />
      <TextInput
        label="Voucher code"
        description="Leave it empty if there is none"
        value={draft.voucherCode}
        onChange={(event) => onDraft({ ...draft, voucherCode: event.currentTarget.value })}
        maxLength={32}
        autoComplete="off"
        spellCheck={false}
      />
      <Button type="submit">Book</Button>
    </form>
  )
}
