import { Controller } from "../vendor/stimulus.js"

// Shows a line of a long text: chooses it and scrolls it into sight.
export default class extends Controller {
  static targets = ["text"]

  go({ params: { line } }) {
    const text = this.textTarget
    const lines = text.value.split("\n")
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0)
    text.focus()
    text.setSelectionRange(start, start + (lines[line - 1] ?? "").length)
    text.scrollTop = text.scrollHeight * Math.max(0, line - 4) / lines.length
  }
}
