import { environment } from './config.ts'

/** The text of docs/configuration.md, from the schema that reads the environment. */
export function configurationPage(): string {
  const rows = Object.entries(environment.shape).map(([name, schema]) => {
    const preset = schema.safeParse(undefined).data
    const shown = typeof preset === 'string' || typeof preset === 'number' ? `\`${preset}\`` : ''
    return `| \`${name}\` | ${shown} | ${schema.description} |`
  })
  return `# Configuration

Everything is set by environment variables. One that is set to nothing counts as not set, but for \`UPSTREAM_ALLOW\`; one that is wrong stops the
start with a sentence that says what it must be. Where a variable holds a secret, \`file:/path\` names a file whose
content is the value. Any variable can be \`vault:MOUNT/PATH#FIELD\`, a field of a secret in HashiCorp Vault (KV engine, version 2),
such as \`vault:secret/patchbay#mcp_api_key\`, but for those that say where Vault is.

| variable | default | what it does |
| --- | --- | --- |
${rows.join('\n')}
`
}
