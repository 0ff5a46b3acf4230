import { answeringAgents } from '@patchbay/contract'
import { queryOptions } from '@tanstack/react-query'
import { request } from '../../app/request.ts'

/** `GET /api/realtime/agents`: who can answer. */
export const answeringQuery = queryOptions({
  queryKey: ['agents', 'answering'],
  queryFn: ({ signal }) => request('/api/realtime/agents', answeringAgents, { signal }),
})
