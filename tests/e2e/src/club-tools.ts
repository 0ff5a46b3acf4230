/** The club's seven tools, in the order of the integration guide. */
export const clubTools = [
  'get_members',
  'get_member_preferences',
  'set_member_preferences',
  'get_availability',
  'book_session',
  'cancel_booking',
  'get_bookings',
]
