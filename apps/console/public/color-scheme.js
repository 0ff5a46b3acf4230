// Sets the colour scheme before the first paint, so that a dark console never flashes light.
// The key and the attribute are the ones that src/app/theme/color-scheme.ts and Mantine use.
{
  let chosen = null
  try {
    chosen = localStorage.getItem('patchbay.color-scheme')
  } catch {
    // Storage can be forbidden; the system's scheme serves then.
  }
  const systemIsDark = matchMedia('(prefers-color-scheme: dark)').matches
  const scheme = chosen === 'light' || chosen === 'dark' ? chosen : systemIsDark ? 'dark' : 'light'
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme)
}
