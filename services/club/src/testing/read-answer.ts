import { clubBooking, clubSession, type ClubBooking, type ClubSession } from '@patchbay/contract'
import type { ServiceAnswer } from '@patchbay/test-support/connect-service'
import * as z from 'zod'

/** The sessions that get_availability answered. */
export function readSessions({ structured }: ServiceAnswer): ClubSession[] {
  return z.strictObject({ sessions: z.array(clubSession) }).parse(structured).sessions
}

/** The bookings that get_bookings answered. */
export function readBookings({ structured }: ServiceAnswer): ClubBooking[] {
  return z.strictObject({ bookings: z.array(clubBooking) }).parse(structured).bookings
}

/** The id of the booking that book_session answered. */
export function readBookingId({ structured }: ServiceAnswer): number {
  return clubBooking.parse(structured).booking_id
}
