import { Controller } from "../vendor/stimulus.js"

// One field to go anywhere and do anything; words narrow the list, arrows choose, Enter goes.
export default class extends Controller {
  static targets = ["dialog", "input", "list", "page", "found", "nothing"]

  open() {
    if (this.dialogTarget.open) return
    this.inputTarget.value = ""
    this.foundTarget.replaceChildren()
    this.collect()
    this.filter()
    this.dialogTarget.showModal()
  }

  close() { this.dialogTarget.close() }

  // What the page itself offers joins the list.
  collect() {
    this.pageTarget.replaceChildren(...[...document.querySelectorAll("[data-command]")].map(element => {
      const option = Object.assign(document.createElement("button"), { type: "button", textContent: element.dataset.command })
      option.setAttribute("role", "option")
      option.addEventListener("click", () => { this.dialogTarget.close(); element.click() })
      return option
    }))
  }

  get options() { return [...this.listTarget.querySelectorAll("[role=option]")] }
  get shown() { return this.options.filter(option => !option.hidden) }

  filter() {
    const words = this.inputTarget.value.toLowerCase().split(/\s+/)
    for (const option of this.options) {
      option.hidden = !this.foundTarget.contains(option) && !words.every(word => option.textContent.toLowerCase().includes(word))
    }
    this.choose(0)
  }

  choose(index) {
    const { shown } = this
    this.chosen = shown[(index + shown.length) % shown.length]
    this.nothingTarget.hidden = shown.length > 0
    this.options.forEach((option, number) => {
      option.id ||= `palette-option-${number}`
      option.setAttribute("aria-selected", option === this.chosen)
    })
    this.inputTarget.setAttribute("aria-activedescendant", this.chosen?.id ?? "")
    this.chosen?.scrollIntoView({ block: "nearest" })
  }

  step(event) {
    const { shown } = this
    const at = shown.indexOf(this.chosen)
    if (event.key === "ArrowDown") this.choose(at + 1)
    else if (event.key === "ArrowUp") this.choose(at - 1)
    else if (event.key === "Enter") this.chosen?.click()
    else return
    event.preventDefault()
  }
}
