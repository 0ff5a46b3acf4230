/** Samples of a stream by their place in it: the newest are there, what nobody needs any more is forgotten. */
export class Recording {
  private pieces: Int16Array[] = []
  /** The place of the first sample that is there. */
  private start = 0
  /** The place behind the last sample: how many there ever were. */
  end = 0

  get length(): number {
    return this.end - this.start
  }

  add(piece: Int16Array): void {
    this.pieces.push(piece)
    this.end += piece.length
  }

  /** Takes a stretch out, as far as it is there; what was before it is forgotten, what is behind it stays. */
  take(from: number, to: number): Int16Array {
    this.dropBefore(from)
    const taken = new Int16Array(Math.max(0, Math.min(to, this.end) - this.start))
    let at = 0
    for (const piece of this.pieces) {
      if (at >= taken.length) break
      taken.set(piece.subarray(0, taken.length - at), at)
      at += piece.length
    }
    this.dropBefore(to)
    return taken
  }

  dropBefore(place: number): void {
    while (this.pieces[0] && this.start < place) {
      const gone = Math.min(place - this.start, this.pieces[0].length)
      this.start += gone
      if (gone === this.pieces[0].length) this.pieces.shift()
      else this.pieces[0] = this.pieces[0].subarray(gone)
    }
  }
}
