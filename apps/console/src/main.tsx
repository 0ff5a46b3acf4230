import * as z from 'zod'

// Zod compiles schemas with `new Function` where it may. The Content-Security-Policy forbids that, and the try alone
// is reported as a violation. The rest is loaded after this line, since the setting is read when a schema is made.
z.config({ jitless: true })

import('./app/start.tsx').catch((error: unknown) => {
  document.body.textContent =
    'The console could not be loaded. Check that the gateway is running, then reload the page.'
  throw error
})
