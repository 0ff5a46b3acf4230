import { createService, type ErrorListener } from '@patchbay/service-kit'
import type { McpServer } from '@modelcontextprotocol/server'
import { clipResource } from './resources/clip-resource.ts'
import { statusResource } from './resources/status-resource.ts'
import { usageResource } from './resources/usage-resource.ts'
import { voiceResource } from './resources/voice-resource.ts'
import { voicesResource } from './resources/voices-resource.ts'
import { createRealtimeSession } from './tools/create-realtime-session.ts'
import { generateSpeech } from './tools/generate-speech.ts'
import { getServerStatus } from './tools/get-server-status.ts'
import { getUsage } from './tools/get-usage.ts'
import { listCapabilities } from './tools/list-capabilities.ts'
import { listVoices } from './tools/list-voices.ts'
import type { VoiceboxToolDeps } from './voicebox-context.ts'

/** The voicebox as an MCP server, for any transport. Who speaks comes with each request, as its principal. */
export function createVoiceboxServer({
  voicebox,
  onError,
}: Pick<VoiceboxToolDeps, 'voicebox'> & ErrorListener): McpServer {
  const tools = [listVoices, generateSpeech, getServerStatus, listCapabilities, getUsage, createRealtimeSession]
  const resources = [voicesResource, voiceResource, usageResource, statusResource, clipResource]
  const offered = { tools: tools.map(({ name }) => name), resources: resources.map(({ uri }) => uri) }
  return createService({
    name: 'AgentVoiceBox',
    title: 'Voicebox',
    version: '0.1.0',
    instructions:
      'Speaks texts aloud. generate_speech answers with the sound and keeps it for a while as a clip; list_voices has the ' +
      'voices, get_usage what is left of the month. create_realtime_session begins a spoken conversation.',
    tools,
    resources,
    deps: { voicebox, offered, onError },
  })
}
