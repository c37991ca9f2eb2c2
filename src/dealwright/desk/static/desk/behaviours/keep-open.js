import { Controller } from "../vendor/stimulus.js"

// What the reader opened stays open when it is shown anew.
export default class extends Controller {
  connect() {
    this.open ??= new Set()
    this.again = () => { for (const id of this.open) document.getElementById(id)?.setAttribute("open", "") }
    document.addEventListener("htmx:oobAfterSwap", this.again)
  }

  note({ target }) {
    if (!target.isConnected) return
    if (target.open) this.open.add(target.id)
    else this.open.delete(target.id)
  }

  disconnect() {
    document.removeEventListener("htmx:oobAfterSwap", this.again)
  }
}
