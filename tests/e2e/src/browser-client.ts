import { createSignIn, finishPopup, MCPClient, popup, webStorage } from '@patchbay/client'

// What a page of somebody's bundles. The test reaches it by this name.
Object.assign(globalThis, { patchbay: { createSignIn, finishPopup, MCPClient, popup, webStorage } })
