import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// A gateway on its default port; the console is served by the gateway itself once it is built.
const gateway = { target: 'http://localhost:8000', changeOrigin: true }

export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/api': gateway, '/mcp': gateway, '/v1': { ...gateway, ws: true } } },
  build: {
    sourcemap: false,
    emptyOutDir: true,
    // Every browser with ES module support preloads modules by itself; the polyfill would be dead weight.
    modulePreload: { polyfill: false },
  },
})
