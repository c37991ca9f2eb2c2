import { Application } from "./vendor/stimulus.js"
import { goOn, leave } from "./cursor.js"
import { notify } from "./notify.js"
import Confirm from "./behaviours/confirm.js"
import Dialog from "./behaviours/dialog.js"
import Keyboard from "./behaviours/keyboard.js"
import Palette from "./behaviours/palette.js"

const application = Application.start()
// What every page needs comes with it: a key pressed as soon as the page stands is not lost.
const always = { confirm: Confirm, dialog: Dialog, keyboard: Keyboard, palette: Palette }
for (const [name, behaviour] of Object.entries(always)) application.register(name, behaviour)
const loaded = new Set(Object.keys(always))

// Any other behaviour is fetched when the first element that names it appears.
function load(root) {
  const named = [root, ...root.querySelectorAll("[data-controller]")].filter(element => element.dataset?.controller)
  for (const name of named.flatMap(element => element.dataset.controller.trim().split(/\s+/))) {
    if (loaded.has(name)) continue
    loaded.add(name)
    import(`./behaviours/${name}.js`).then(module => application.register(name, module.default))
  }
}

load(document.body)
document.addEventListener("htmx:load", event => load(event.detail.elt))
// What was waiting for its content has it now.
document.addEventListener("htmx:afterSwap", event => event.detail.target.removeAttribute("aria-busy"))
document.addEventListener("htmx:beforeSwap", event => leave(event.detail.target))
document.addEventListener("htmx:afterSettle", goOn)
document.addEventListener("htmx:responseError", () => notify("failed"))
document.addEventListener("htmx:sendError", () => notify("offline"))
