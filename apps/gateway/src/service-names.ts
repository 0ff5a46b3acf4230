/** The services that ship with the gateway. */
export const serviceNames = ['club', 'library', 'voicebox']
