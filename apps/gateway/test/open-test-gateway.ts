import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makePgliteFolder } from '@patchbay/test-support/fresh-pglite'
import { pino } from 'pino'
import { readConfig } from '../src/config.ts'
import { openGateway, type Gateway } from '../src/gateway.ts'
import type { GatewayOptions } from '../src/gateway-options.ts'

/** A JSON answer, whose shape the test asserts. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of many shapes
type Body = any

export const MCP_API_KEY = 'a-phone-workers-key'
export const ADMIN_API_KEY = 'an-automations-key'
export const RAFAEL = '+5511999999999'

interface JsonRequest {
  method?: string
  headers?: Record<string, string>
  body?: string
  /** Sent as JSON, by POST unless `method` says otherwise. */
  json?: unknown
}

export interface TestGateway extends AsyncDisposable {
  gateway: Gateway
  url: string
  dataDir: string
  /** Sends JSON and reads JSON. */
  fetchJson(path: string, init?: JsonRequest): Promise<{ status: number; headers: Headers; body: Body }>
  /** Names a caller. @returns The session's token. */
  createSession(callerId?: string): Promise<string>
}

export interface TestGatewayOptions extends Partial<GatewayOptions> {
  env?: Record<string, string>
}

/** The whole gateway in this process, on a free port of loopback and a new folder, with the demonstration club. */
export async function openTestGateway({ env, ...options }: TestGatewayOptions = {}): Promise<TestGateway> {
  const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-test-'))
  if (env?.['DATABASE_URL'] === undefined) await makePgliteFolder(join(dataDir, 'db'))
  const config = readConfig({ DATA_DIR: dataDir, PORT: '0', MCP_API_KEY, ADMIN_API_KEY, LOG_LEVEL: 'error', ...env })
  const log = pino({ level: config.logLevel }, pino.destination(2))
  const gateway = await openGateway(config, { log, listen: true, console: false, ...options })
  const url = `http://127.0.0.1:${gateway.address?.port}`

  const fetchJson: TestGateway['fetchJson'] = async (path, { json, ...init } = {}) => {
    const response = await fetch(url + path, {
      ...init,
      ...(json === undefined ? {} : { method: init.method ?? 'POST', body: JSON.stringify(json) }),
      headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...init.headers },
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
  }

  return {
    gateway,
    url,
    dataDir,
    fetchJson,
    async createSession(callerId = RAFAEL) {
      const headers = { 'x-api-key': MCP_API_KEY }
      const { body } = await fetchJson('/mcp/auth/session', { headers, json: { caller_id: callerId } })
      return body.session_token
    },
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
