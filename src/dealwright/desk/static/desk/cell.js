// Cells of a list: which of them can be edited, and where the cursor rests.

export function next(cell, step = "nextElementSibling") {
  const heads = cell?.closest("table").tHead.rows[0].cells
  do { cell = cell?.[step] } while (cell && !heads[cell.cellIndex].dataset.edits)
  return cell
}

export function rest(cell, event) {
  if (!cell) return
  event.preventDefault()
  const target = cell.querySelector("[data-open]") ?? cell
  if (target === cell) cell.tabIndex = -1
  target.focus()
}
