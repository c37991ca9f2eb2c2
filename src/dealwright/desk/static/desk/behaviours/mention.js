import { Controller } from "../vendor/stimulus.js"

const AT_MOST = 6

// Names colleagues while one writes: @ and a few letters, arrows and Enter, or a click. Ctrl Enter sends.
export default class extends Controller {
  static targets = ["text", "list", "send"]
  static values = { names: Array }

  look() {
    const before = this.textTarget.value.slice(0, this.textTarget.selectionStart)
    const typed = /(?:^|[^\w@])@([^@\n]{0,40})$/.exec(before)?.[1]
    const start = typed?.toLowerCase()
    const found = start === undefined ? [] : this.namesValue.filter(name => ` ${name.toLowerCase()}`.includes(` ${start}`))
    this.show(found.slice(0, AT_MOST), typed)
  }

  show(names, typed) {
    this.typed = typed
    this.listTarget.replaceChildren(...names.map((name, n) => {
      const item = Object.assign(document.createElement("li"), { textContent: name, id: `${this.listTarget.id}-${n}` })
      item.setAttribute("role", "option")
      item.addEventListener("mousedown", event => { event.preventDefault(); this.take(name) })
      return item
    }))
    this.listTarget.hidden = !names.length
    this.textTarget.setAttribute("aria-expanded", String(names.length > 0))
    this.go(0)
  }

  go(to) {
    const items = [...this.listTarget.children]
    this.at = items.length ? (to + items.length) % items.length : 0
    items.forEach((item, n) => item.setAttribute("aria-selected", String(n === this.at)))
    this.textTarget.setAttribute("aria-activedescendant", items[this.at]?.id ?? "")
  }

  key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      return this.element.requestSubmit()
    }
    if (this.listTarget.hidden) return
    const doing = { ArrowDown: () => this.go(this.at + 1), ArrowUp: () => this.go(this.at - 1), Escape: () => this.away(),
      Enter: () => this.take(), Tab: () => this.take() }[event.key]
    if (!doing) return
    event.preventDefault()
    event.stopPropagation()
    doing()
  }

  take(name = this.listTarget.children[this.at].textContent) {
    const end = this.textTarget.selectionStart
    this.textTarget.setRangeText(`${name} `, end - this.typed.length, end, "end")
    this.away()
  }

  away() { this.show([]) }
}
