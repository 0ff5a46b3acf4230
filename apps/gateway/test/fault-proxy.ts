import { connect, createServer, type Socket } from 'node:net'

/** What the proxy does to a connection, from now on. */
export type Fault =
  | 'none'
  /** Answers arrive late. */
  | 'delay'
  /** The connection is cut once something was sent. */
  | 'cut'
  /** Answers arrive broken. */
  | 'corrupt'
  /** Bytes without end arrive. */
  | 'flood'
  /** Nobody listens. */
  | 'refuse'
  /** Whatever is sent is swallowed. */
  | 'hang'

export interface FaultProxy extends AsyncDisposable {
  port: number
  /** Connections that are open now. */
  open(): number
  set(fault: Fault): Promise<void>
}

const FLOOD = Buffer.alloc(256 * 1024, 'x')
const DELAY_MS = 150

/** A proxy between the gateway and a server over TCP, which does what networks and servers do. */
export async function openFaultProxy(target: number): Promise<FaultProxy> {
  let fault: Fault = 'none'
  const sockets = new Set<Socket>()
  const server = createServer(serve)

  function serve(near: Socket): void {
    sockets.add(near)
    const far = connect(target, '127.0.0.1')
    const end = () => {
      near.destroy()
      far.destroy()
      sockets.delete(near)
    }
    for (const socket of [near, far]) {
      socket.on('error', end)
      socket.on('close', end)
    }
    near.on('data', (chunk) => {
      if (fault === 'hang') return
      if (fault === 'cut') return end()
      if (fault === 'flood') return flood(near)
      far.write(chunk)
    })
    far.on('data', (chunk) => {
      if (fault === 'hang') return
      if (fault === 'delay') return void setTimeout(() => near.write(chunk), DELAY_MS)
      near.write(fault === 'corrupt' ? Buffer.from(chunk.map((byte) => byte ^ 0x15)) : chunk)
    })
  }

  /** A valid head, and a body that never ends. */
  function flood(near: Socket): void {
    near.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n')
    const pour = () => {
      while (!near.destroyed && near.write(`${FLOOD.length.toString(16)}\r\n${FLOOD.toString()}\r\n`));
      if (!near.destroyed) near.once('drain', pour)
    }
    pour()
  }

  const listen = (port: number) => new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const cutAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port,
    open: () => sockets.size,
    async set(next) {
      if (fault === 'refuse' && next !== 'refuse') await listen(port)
      if (next === 'refuse' && fault !== 'refuse') {
        server.close()
        cutAll()
      }
      fault = next
    },
    async [Symbol.asyncDispose]() {
      cutAll()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}
