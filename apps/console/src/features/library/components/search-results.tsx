import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { formatCount } from '../../../format/count.ts'
import { formatPosition } from '../../../format/position.ts'
import { Failure } from '../../../ui/failure.tsx'
import { Lines } from '../../../ui/lines.tsx'
import { searchQuery } from '../api.ts'
import classes from '../library.module.css'
import { MarkedText } from './marked-text.tsx'

/** What a search found, each with where it stands; in every book, or in one. */
export function SearchResults({ query, jobId }: { query: string; jobId?: string }) {
  const found = useQuery(searchQuery(query, jobId))
  if (found.isPending) return <Lines count={6} />
  if (found.isLoadingError)
    return <Failure what="The results" error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return null
  const { results, total, ahead } = found.data
  return (
    <section className={classes.found} aria-label="Search results" aria-busy={found.isPlaceholderData}>
      <output className={classes.quiet}>{describeFound(results.length, total, ahead)}</output>
      <ol className={classes.results}>
        {results.map((hit) => (
          <li key={`${hit.job_id} ${hit.position_s}`}>
            <Link
              className={classes.result}
              to="/library/$jobId"
              params={{ jobId: hit.job_id }}
              search={{ at: hit.position_s, q: query }}
            >
              <span className={classes.where}>
                {jobId === undefined && <strong>{hit.title}</strong>}
                <span>
                  Chapter {hit.chapter}: {hit.chapter_title}
                </span>
                <span className={classes.time}>{formatPosition(hit.position_s)}</span>
              </span>
              <MarkedText>{hit.excerpt}</MarkedText>
            </Link>
          </li>
        ))}
      </ol>
    </section>
  )
}

function describeFound(shown: number, total: number, ahead: number): string {
  const found =
    shown === 0
      ? 'Nothing found in what you have heard.'
      : total > shown
        ? `The best ${shown} of ${formatCount(total, 'passage')}.`
        : `${formatCount(shown, 'passage')}.`
  return ahead === 0 ? found : `${found} ${ahead} of the best ${ahead === 1 ? 'lies' : 'lie'} ahead of you, left out.`
}
