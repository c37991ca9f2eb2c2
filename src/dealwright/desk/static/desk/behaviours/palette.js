import { Controller } from "../vendor/stimulus.js"
import { option, pressing } from "../option.js"
import { places, rememberPlace } from "../recent.js"

// One field to go anywhere and do anything; words narrow the list, arrows choose, Enter goes.
export default class extends Controller {
  static targets = ["dialog", "input", "list", "group", "page", "found", "recent", "nothing", "status"]

  // A record's page is one where you were; its kind stands on the dialog.
  connect() {
    const { kind } = this.dialogTarget.dataset
    if (kind) rememberPlace({ href: location.pathname, title: document.querySelector("h1").textContent, kind })
  }

  open() {
    if (this.dialogTarget.open) return
    this.inputTarget.value = ""
    for (const found of this.foundTargets) found.replaceChildren()
    const commands = new Map([...document.querySelectorAll("[data-command]")].reverse().map(element => [element.dataset.command, element]))
    this.pageTarget.replaceChildren(...[...commands.values()].reverse().map(element => pressing(element, () => this.close())))
    this.recentTarget.replaceChildren(...places().filter(each => each.href !== location.pathname).slice(0, 5).map(each => option("a", each)))
    this.filter()
    this.dialogTarget.showModal()
  }

  close() { this.dialogTarget.close() }
  get options() { return [...this.listTarget.querySelectorAll("[role=option]")] }
  get shown() { return this.options.filter(option => !option.hidden) }
  filter() {
    const words = this.inputTarget.value.toLowerCase().split(/\s+/)
    for (const option of this.options) {
      option.hidden = !this.foundTargets.some(found => found.contains(option)) && !words.every(word => option.textContent.toLowerCase().includes(word))
    }
    for (const group of this.groupTargets) group.hidden = !group.querySelector("[role=option]:not([hidden])")
    this.choose(0)
  }

  choose(index) {
    const { shown } = this
    this.chosen = shown[(index + shown.length) % shown.length]
    this.nothingTarget.hidden = shown.length > 0
    const { one, many } = this.statusTarget.dataset
    this.statusTarget.textContent = shown.length === 1 ? one : many.replace("%d", shown.length)
    for (const option of this.options) {
      option.id ||= `palette-option-${this.named = (this.named ?? 0) + 1}`
      option.setAttribute("aria-selected", option === this.chosen)
    }
    this.inputTarget.setAttribute("aria-activedescendant", this.chosen?.id ?? "")
    this.chosen?.scrollIntoView({ block: "nearest" })
  }

  step(event) {
    const { shown } = this, at = shown.indexOf(this.chosen)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: Math.min(at + 8, shown.length - 1), PageUp: Math.max(at - 8, 0) }[event.key]
    if (to !== undefined) this.choose(to)
    else if (event.key === "Enter") this.chosen?.click()
    else return
    event.preventDefault()
  }
}
