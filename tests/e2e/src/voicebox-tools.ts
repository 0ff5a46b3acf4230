/** The voicebox's six tools. */
export const voiceboxTools = [
  'list_voices',
  'generate_speech',
  'get_server_status',
  'list_capabilities',
  'get_usage',
  'create_realtime_session',
]
