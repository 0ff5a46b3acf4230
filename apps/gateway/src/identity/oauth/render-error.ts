import type { KoaContextWithOIDC, ErrorOut } from 'oidc-provider'

/** What a person sees where a request cannot be sent back to its client, such as for an address that is not registered. */
export function renderError(ctx: KoaContextWithOIDC, { error, error_description: description }: ErrorOut): void {
  ctx.type = 'html'
  ctx.body =
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>This application cannot connect · Patchbay</title>' +
    '<h1>This application cannot connect</h1>' +
    `<p>It asked in a way that Patchbay does not accept, so nothing was sent to it: ${escape(description ?? error)}.</p>` +
    '<p>Go back to the application and begin again. If it happens again, tell its maker what stands here.</p></html>'
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
