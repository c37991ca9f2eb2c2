import { Controller } from "../vendor/stimulus.js"

// One dialog for the page: filled from an address or by a refusal, opened when it has content.
export default class extends Controller {
  static targets = ["dialog"]

  load(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    const link = event.currentTarget, menu = link.closest("[popover]")
    // A menu closes under the dialog; the cursor comes back to what opened the menu.
    if (menu) document.querySelector(`[popovertarget="${menu.id}"]`)?.focus()
    htmx.ajax("GET", link.href || link.dataset.href, { target: this.dialogTarget, swap: "innerHTML" })
  }

  show(event) {
    const dialog = this.dialogTarget
    if (!dialog.contains(event.target)) return
    if (!dialog.open) dialog.showModal()
    // What was chosen may be gone with what stood here before: a refusal takes the place of the choice.
    else if (dialog.contains(document.activeElement)) return
    dialog.querySelector("input:not([type=hidden]), select, textarea")?.focus()
  }

  close() {
    this.dialogTarget.close()
  }

  // A Cancel link closes the dialog when it stands in it, and is followed elsewhere.
  dismiss(event) {
    if (!this.dialogTarget.contains(event.currentTarget)) return
    event.preventDefault()
    this.close()
  }

  empty() {
    this.dialogTarget.replaceChildren()
  }
}
