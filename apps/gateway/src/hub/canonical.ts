/** JSON with the members of every object in one order: equal values have equal text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  let members = ''
  // Any object's members are looked at by their names. Sorted by code units.
  const named = value as Record<string, unknown>
  for (const name of Object.keys(named).toSorted()) {
    const member = named[name]
    if (member !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${canonical(member)}`
  }
  return `{${members}}`
}
