import { buffer } from 'node:stream/consumers'
import yazl from 'yazl'

interface Epub {
  title: string
  /** Each part's line in the contents, and its body in HTML. */
  parts: readonly (readonly [string, string])[]
}

/** Packs a small EPUB 3 with the older table of contents, as most have it. */
export async function packEpub({ title, parts }: Epub): Promise<Buffer> {
  const zip = new yazl.ZipFile()
  const add = (name: string, text: string) => zip.addBuffer(Buffer.from(text), name)
  add('mimetype', 'application/epub+zip')
  add(
    'META-INF/container.xml',
    `<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`,
  )
  const items = parts.map((_, n) => `<item id="p${n}" href="p${n}.xhtml" media-type="application/xhtml+xml"/>`)
  const refs = parts.map((_, n) => `<itemref idref="p${n}"/>`)
  add(
    'OEBPS/content.opf',
    `<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:x</dc:identifier><dc:title>${title}</dc:title><dc:creator>E. Writer</dc:creator><dc:language>en-GB</dc:language></metadata><manifest><item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>${items.join('')}</manifest><spine toc="ncx">${refs.join('')}</spine></package>`,
  )
  const points = parts.map(
    ([label], n) =>
      `<navPoint id="n${n}" playOrder="${n + 1}"><navLabel><text>${label}</text></navLabel><content src="p${n}.xhtml"/></navPoint>`,
  )
  add(
    'OEBPS/toc.ncx',
    `<?xml version="1.0"?><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><head/><docTitle><text>${title}</text></docTitle><navMap>${points.join('')}</navMap></ncx>`,
  )
  for (const [n, [label, body]] of parts.entries()) {
    add(
      `OEBPS/p${n}.xhtml`,
      `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>${label}</title></head><body>${body}</body></html>`,
    )
  }
  zip.end()
  return buffer(zip.outputStream)
}
