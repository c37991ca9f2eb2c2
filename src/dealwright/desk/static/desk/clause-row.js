// One row of a condition: a field, how it is asked, and a value where that needs one.

const ALONE = ["known", "unknown", "yes", "no"]

function part(row, name) { return row.querySelector(`[data-part="${name}"]`) }

function fitting(template, kind) {
  return [...part(template, "how").options].filter(option => option.dataset.of.split(" ").includes(kind))
}

// Keys such as those of stages are shown by their titles, which the field's list tells.
function called(row, value, from, to) {
  const { list } = part(row, "field").selectedOptions[0].dataset
  const options = list ? [...document.getElementById(list).options] : []
  const one = text => options.find(option => from(option) === text)
  return part(row, "how").value === "among"
    ? value.split(",").map(text => one(text.trim()) ? to(one(text.trim())) : text.trim()).join(", ")
    : one(value.trim()) ? to(one(value.trim())) : value
}

const key = option => option.dataset.key
const title = option => option.value

// Whether rows made of the template offer the clause's field, and its way to ask for that field.
export function offers(template, { name, how }) {
  const option = [...part(template, "field").options].find(each => each.value === name)
  return Boolean(option) && fitting(template, option.dataset.kind).some(each => each.value === how)
}

export function made(template, { name = "", how, value = "" } = {}) {
  const row = template.cloneNode(true).firstElementChild
  part(row, "field").value = name
  fit(template, row, how)
  part(row, "value").value = called(row, value, key, title)
  return row
}

// Offers the ways to ask that fit the field, and asks for a value where there is one to give.
export function fit(template, row, wished = part(row, "how").value) {
  const { kind, list } = part(row, "field").selectedOptions[0].dataset
  const how = part(row, "how")
  how.replaceChildren(...fitting(template, kind).map(option => option.cloneNode(true)))
  if ([...how.options].some(option => option.value === wished)) how.value = wished
  how.hidden = !kind
  part(row, "value").hidden = !kind || ALONE.includes(how.value)
  if (list) part(row, "value").setAttribute("list", list)
  else part(row, "value").removeAttribute("list")
}

// What the row says; null while no field is chosen.
export function said(row) {
  const { value: name, selectedOptions: [{ dataset: { kind } }] } = part(row, "field")
  return name ? { name, kind, how: part(row, "how").value, value: called(row, part(row, "value").value, title, key) } : null
}
