// Options of the palette that are made in the browser.
export function option(tag, { title, kind, href }) {
  const made = document.createElement(tag)
  made.setAttribute("role", "option")
  if (href) made.href = href
  made.append(span(title, "clip"), ...(kind ? [span(kind, "muted small")] : []))
  return made
}

// An option that presses something on the page.
export function pressing(element, first) {
  const made = option("button", { title: element.dataset.command })
  made.type = "button"
  const icon = element.querySelector(".icon")
  if (icon) made.prepend(icon.cloneNode(true))
  made.addEventListener("click", () => { first(); element.click() })
  return made
}

function span(textContent, className) {
  return Object.assign(document.createElement("span"), { textContent, className })
}
