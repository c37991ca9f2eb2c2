import { Controller } from "../vendor/stimulus.js"
import { fit, made, offers, said } from "../clause-row.js"
import { read, write } from "../clauses.js"

// Rows of field, how and value that write a condition; one that says more than they can is shown as it is written.
export default class extends Controller {
  static targets = ["row", "rows", "shown", "join", "text", "written", "beyond"]

  connect() {
    this.written()
    this.writtenTarget.open = this.shownTarget.hidden
  }

  written() {
    const found = read(this.textTarget.value)
    const shows = found !== null && found.clauses.every(one => offers(this.template, one))
    this.shownTarget.hidden = !shows
    this.beyondTarget.hidden = shows
    if (!shows) return
    const clauses = found.clauses.length ? found.clauses : [undefined]
    this.rowsTarget.replaceChildren(...clauses.map(one => made(this.template, one)))
    this.joinTarget.value = found.join
    this.settle()
  }

  changed() {
    for (const row of this.rowsTarget.children) fit(this.template, row)
    this.write()
  }

  add() {
    this.rowsTarget.append(made(this.template))
    this.rowsTarget.lastElementChild.querySelector("select").focus()
    this.settle()
  }

  remove(event) {
    event.target.closest("li").remove()
    if (!this.rowsTarget.children.length) this.rowsTarget.append(made(this.template))
    this.rowsTarget.lastElementChild.querySelector("select").focus()
    this.write()
  }

  write() {
    this.textTarget.value = write([...this.rowsTarget.children].map(said).filter(Boolean), this.joinTarget.value)
    this.textTarget.dispatchEvent(new Event("change", { bubbles: true }))
    this.settle()
  }

  settle() { this.joinTarget.hidden = this.rowsTarget.children.length < 2 }

  get template() { return this.rowTarget.content }
}
