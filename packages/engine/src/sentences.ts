/** Collects streamed text and gives it out sentence by sentence, so that speech begins before the answer ends. */
export class Sentences {
  private held = ''

  /** @returns What is complete now. */
  add(text: string): string[] {
    this.held += text
    const complete: string[] = []
    // A sentence is over where a space follows its end: "9.30" and "R$ 1.200" go on.
    for (let end = ending.exec(this.held); end; end = ending.exec(this.held)) {
      complete.push(this.held.slice(0, end.index + end[0].length))
      this.held = this.held.slice(end.index + end[0].length)
    }
    return complete
  }

  /** @returns What is left. */
  flush(): string[] {
    const rest = this.held
    this.held = ''
    return rest === '' ? [] : [rest]
  }
}

const ending = /[.!?…:;]["')\]]*\s+|\n+/
