import { Controller } from "../vendor/stimulus.js"

// Numbers beside the lines of a text; those that are wrong or have just changed are marked.
export default class extends Controller {
  static targets = ["gutter", "text"]

  // The numbers come with every answer, the text only when it is another one.
  gutterTargetConnected(gutter) {
    this.wrong = JSON.parse(gutter.dataset.wrong)
    this.changed = JSON.parse(gutter.dataset.changed)
    this.count = 0
    this.draw()
    if (this.changed.length) this.textTarget.scrollTop = this.textTarget.scrollHeight * Math.max(0, this.changed[0] - 6) / this.count
    this.follow()
  }

  draw() {
    const lines = this.textTarget.value.split("\n").length
    if (lines === this.count) return
    this.count = lines
    this.gutterTarget.replaceChildren(...Array.from({ length: lines }, (_, index) => this.number(index + 1)))
  }

  number(line) {
    const number = Object.assign(document.createElement("span"), { textContent: line })
    number.classList.toggle("changed", this.changed.includes(line))
    number.classList.toggle("wrong", this.wrong.includes(line))
    return number
  }

  follow() {
    this.gutterTarget.scrollTop = this.textTarget.scrollTop
  }
}
