export { fileStorage } from './file-storage.ts'
export { loopbackBrowser, type LoopbackBrowserOptions } from './loopback-browser.ts'
export { openUrl } from './open-url.ts'
