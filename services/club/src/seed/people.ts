import type { callers } from '../schema/callers.ts'
import type { memberPreferences } from '../schema/member-preferences.ts'
import type { members } from '../schema/members.ts'
import type { vouchers } from '../schema/vouchers.ts'

/** Invented people; their members' ids lie below those that the database gives. */
export const demoCallers: (typeof callers.$inferInsert)[] = [
  { phone: '+5511999999999', name: 'Rafael Silva', hasBeyondToken: true },
  { phone: '+5521988887777', name: 'Marina Costa', hasBeyondToken: true },
  { phone: '+5548991112222', name: 'João Pereira', hasBeyondToken: false },
  { phone: '+5511977776666', name: 'Beatriz Nakamura', hasBeyondToken: true },
  { phone: '+5571996665555', name: 'Antônio Santana', hasBeyondToken: false },
]

export const demoMembers: (typeof members.$inferInsert)[] = [
  { id: 12345, callerPhone: '+5511999999999', name: 'Rafael Silva', relation: 'self', sports: ['surf', 'tennis'] },
  { id: 12346, callerPhone: '+5511999999999', name: 'Helena Silva', relation: 'daughter', sports: ['surf'] },
  { id: 12351, callerPhone: '+5521988887777', name: 'Marina Costa', relation: 'self', sports: ['surf'] },
  { id: 12352, callerPhone: '+5521988887777', name: 'Tomás Costa', relation: 'son', sports: ['surf', 'tennis'] },
  { id: 12353, callerPhone: '+5521988887777', name: 'Luísa Costa', relation: 'daughter', sports: ['tennis'] },
  { id: 12361, callerPhone: '+5548991112222', name: 'João Pereira', relation: 'self', sports: ['surf'] },
  { id: 12371, callerPhone: '+5511977776666', name: 'Beatriz Nakamura', relation: 'self', sports: ['tennis'] },
  { id: 12372, callerPhone: '+5511977776666', name: 'Kenji Nakamura', relation: 'husband', sports: ['tennis', 'surf'] },
  { id: 12381, callerPhone: '+5571996665555', name: 'Antônio Santana', relation: 'self', sports: ['surf', 'tennis'] },
]

export const demoPreferences: (typeof memberPreferences.$inferInsert)[] = [
  {
    memberId: 12345,
    sessions: 2,
    targetHours: ['09:00', '16:00'],
    targetDates: [],
    sport: 'surf',
    level: 'beginner',
    waveSide: 'left',
  },
  { memberId: 12351, sessions: 3, targetHours: ['07:00'], targetDates: [], sport: 'surf', level: 'advanced' },
  { memberId: 12371, sessions: 1, targetHours: ['18:00', '20:00'], targetDates: [], sport: 'tennis' },
]

export const demoVouchers: (typeof vouchers.$inferInsert)[] = [
  { code: 'ONDA10', percentage: 10, usesLeft: 100 },
  { code: 'BEMVINDO25', percentage: 25, usesLeft: 20 },
  // Used up, to hear what a caller hears then.
  { code: 'VERAO15', percentage: 15, usesLeft: 0 },
]
