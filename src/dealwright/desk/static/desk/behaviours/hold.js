import { Controller } from "../vendor/stimulus.js"

const CONTROLS = "input, select, textarea"

// Nothing can be put into a part that is about to be shown anew: it would be lost. An answer shows all parts anew but
// for the one that its asker names in data-spares; that one too when a control with data-leads-on was changed.
export default class extends Controller {
  awaited = new Map()

  begin({ target, detail }) {
    const { elt: asker = target, triggeringEvent: cause } = detail?.requestConfig ?? {}
    const leads = cause?.target.hasAttribute?.("data-leads-on")
    if (asker.hasAttribute("hx-post") || asker.hasAttribute("hx-get")) this.awaited.set(asker, leads ? "" : asker.dataset.spares)
  }

  end({ detail }) {
    this.awaited.delete(detail.requestConfig.elt)
  }

  stop(event) {
    if (event.key === "Tab" || !event.target.matches(CONTROLS)) return
    if ([...this.awaited.values()].some(spared => !spared || !event.target.closest(spared))) event.preventDefault()
  }
}
