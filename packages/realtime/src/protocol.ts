import type {
  ConversationItem as WireItem,
  RealtimeAudioFormats,
  RealtimeClientEvent,
  RealtimeConversationItemAssistantMessage,
  RealtimeConversationItemFunctionCall,
  RealtimeConversationItemFunctionCallOutput,
  RealtimeConversationItemSystemMessage,
  RealtimeConversationItemUserMessage,
  RealtimeFunctionTool,
  RealtimeMcpApprovalRequest,
  RealtimeMcpApprovalResponse,
  RealtimeMcpListTools,
  RealtimeMcpToolCall,
  RealtimeResponse,
  RealtimeServerEvent,
  RealtimeSessionCreateRequest,
  RealtimeToolsConfigUnion,
} from 'openai/resources/realtime/realtime'

// The protocol's own types, under the names that the rest of the house uses. They exist while types are checked
// and in no browser.

export type AudioFormat = NonNullable<RealtimeAudioFormats['type']>
export type ClientEvent = RealtimeClientEvent
export type ServerEvent = RealtimeServerEvent
export type SessionConfig = RealtimeSessionCreateRequest
export type FunctionTool = RealtimeFunctionTool
export type McpTool = RealtimeToolsConfigUnion.Mcp
export type McpApprovalRequest = RealtimeMcpApprovalRequest
export type McpApprovalResponse = RealtimeMcpApprovalResponse
export type McpListTools = RealtimeMcpListTools
export type McpCall = RealtimeMcpToolCall
export type SystemMessage = RealtimeConversationItemSystemMessage
export type UserMessage = RealtimeConversationItemUserMessage
export type AssistantMessage = RealtimeConversationItemAssistantMessage
export type FunctionCall = RealtimeConversationItemFunctionCall
export type FunctionCallOutput = RealtimeConversationItemFunctionCallOutput
export type Response = RealtimeResponse

/** An item of a conversation, with the id that it always has there. */
export type Item = WireItem & { id: string }
