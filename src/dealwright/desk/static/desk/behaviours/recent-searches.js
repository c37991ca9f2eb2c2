import { Controller } from "../vendor/stimulus.js"
import { forgetSearches, rememberSearch, searches } from "../recent.js"

// Offers what was searched for before while nothing is typed; a search is kept when one of its records is opened.
export default class extends Controller {
  static targets = ["input", "box", "list", "link"]

  connect() { this.show() }

  show() {
    const found = this.inputTarget.value ? [] : searches()
    this.boxTarget.hidden = !found.length
    this.listTarget.replaceChildren(...found.map(text => {
      const item = document.createElement("li")
      const link = this.linkTarget.content.firstElementChild.cloneNode(true)
      link.href = `?${new URLSearchParams({ q: text })}`
      link.textContent = text
      item.append(link)
      return item
    }))
  }

  keep(event) {
    if (event.target.closest("[data-open]")) rememberSearch(this.inputTarget.value)
  }

  forget() {
    forgetSearches()
    this.show()
  }
}
