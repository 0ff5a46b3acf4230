import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Failure } from '../../ui/failure.tsx'
import { ArrowLeftIcon } from '../../ui/icons.tsx'
import { Lines } from '../../ui/lines.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import rows from '../../ui/rows.module.css'
import { SectionHeading } from '../../ui/section-heading.tsx'
import { booksQuery } from './api.ts'
import { Answer } from './components/answer.tsx'
import { AskForm } from './components/ask-form.tsx'
import { ChapterText } from './components/chapter-text.tsx'
import { NarrationSection } from './components/narration-section.tsx'
import { PlaceForm } from './components/place-form.tsx'
import { SearchField } from './components/search-field.tsx'
import { SearchResults } from './components/search-results.tsx'
import classes from './library.module.css'

const route = getRouteApi('/signed-in/library/$jobId')

/** One book: where the reader is, questions and searches in it, and its text. */
export function BookPage() {
  const { jobId } = route.useParams()
  const { at, q = '', question = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const books = useQuery(booksQuery)
  const book = books.data?.books.find((each) => each.job_id === jobId)
  if (books.isPending) return <Lines count={8} />
  return (
    <>
      <PageHeader title={book?.title ?? 'No such book'} />
      <div className={rows.body}>
        <p className={classes.back}>
          <Link to="/library" search={q === '' ? {} : { q }}>
            <ArrowLeftIcon size={16} /> Library
          </Link>
        </p>
        {books.isLoadingError && <Failure what="The book" error={books.error} onRetry={() => void books.refetch()} />}
        {books.isSuccess && !book && <p>It is not among your books. The list has those that are.</p>}
        {book?.state === 'importing' && <p>It is being imported. Come back when that is done.</p>}
        {book?.state === 'ready' && (
          <div className={classes.columns}>
            <div>
              <SectionHeading>Where you are</SectionHeading>
              <PlaceForm key={`place ${jobId} ${book.position_s}`} book={book} />
              <SectionHeading>Listen</SectionHeading>
              <NarrationSection book={book} at={at ?? book.position_s ?? 0} />
              <SectionHeading>Ask</SectionHeading>
              <AskForm
                key={`question ${question}`}
                question={question}
                onAsk={(asked) =>
                  void navigate({ search: (before) => ({ ...before, question: asked }), resetScroll: false })
                }
              />
              {question !== '' && <Answer book={book} question={question} />}
              <SectionHeading>Search</SectionHeading>
              <SearchField
                label="Search this book"
                query={q}
                onSearch={(query) =>
                  void navigate({
                    search: (before) => ({ ...before, q: query === '' ? undefined : query }),
                    replace: true,
                    resetScroll: false,
                  })
                }
              />
              {q !== '' && <SearchResults query={q} jobId={jobId} />}
            </div>
            <div>
              <SectionHeading>Read</SectionHeading>
              <ChapterText
                key={jobId}
                book={book}
                at={at ?? book.position_s ?? 0}
                onGo={(position) =>
                  void navigate({ search: (before) => ({ ...before, at: position }), resetScroll: false })
                }
              />
            </div>
          </div>
        )}
      </div>
    </>
  )
}
