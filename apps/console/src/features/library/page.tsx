import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Command } from '../../ui/command.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Lines } from '../../ui/lines.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import rows from '../../ui/rows.module.css'
import { SectionHeading } from '../../ui/section-heading.tsx'
import { booksQuery } from './api.ts'
import { BookList } from './components/book-list.tsx'
import { SearchField } from './components/search-field.tsx'
import { SearchResults } from './components/search-results.tsx'
import classes from './library.module.css'

const route = getRouteApi('/signed-in/library')

/** The reader's audiobooks: searched as one types, or picked from the list. */
export function LibraryPage() {
  const books = useQuery(booksQuery)
  const { q = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const all = books.data?.books ?? []
  return (
    <>
      <PageHeader title="Library" />
      <div className={rows.body}>
        {books.isPending && <Lines count={4} />}
        {books.isLoadingError && <Failure what="The books" error={books.error} onRetry={() => void books.refetch()} />}
        {books.isSuccess && all.length === 0 && (
          <div className={classes.first}>
            <p>No books yet. Import the first one: plain text, an EPUB, or a transcript with times (.srt, .vtt).</p>
            <Command>npx patchbay library import FILE</Command>
          </div>
        )}
        {all.length > 0 && (
          <>
            <div className={classes.search}>
              <SearchField
                label="Search your books"
                query={q}
                onSearch={(query) => void navigate({ search: query === '' ? {} : { q: query }, replace: true })}
              />
            </div>
            {q !== '' && <SearchResults query={q} />}
            <SectionHeading count={all.length}>Books</SectionHeading>
            <BookList books={all} />
          </>
        )}
      </div>
    </>
  )
}
