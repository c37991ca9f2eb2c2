// Conditions in CEL as clauses of name, how and value, joined by all && or all ||.

const NAME = "[A-Za-z_][\\w.]*"
const FORMS = {
  is: [`^(${NAME}) == ?(.*)$`, (name, value) => `${name} == ${value}`],
  not: [`^(${NAME}) != ?(.*)$`, (name, value) => `${name} != ${value}`],
  least: [`^(${NAME}) >= ?(.*)$`, (name, value) => `${name} >= ${value}`],
  most: [`^(${NAME}) <= ?(.*)$`, (name, value) => `${name} <= ${value}`],
  more: [`^(${NAME}) > ?(.*)$`, (name, value) => `${name} > ${value}`],
  less: [`^(${NAME}) < ?(.*)$`, (name, value) => `${name} < ${value}`],
  among: [`^(${NAME}) in (\\[.*\\])$`, (name, value) => `${name} in ${value}`],
  holds: [`^(?<value>".*") in (?<name>${NAME})$`, (name, value) => `${value} in ${name}`],
  contains: [`^(${NAME})\\.contains\\((.*)\\)$`, (name, value) => `${name}.contains(${value})`],
  starts: [`^(${NAME})\\.startsWith\\((.*)\\)$`, (name, value) => `${name}.startsWith(${value})`],
  known: [`^has\\((${NAME})\\)$`, name => `has(${name})`],
  unknown: [`^!has\\((${NAME})\\)$`, name => `!has(${name})`],
  yes: [`^(${NAME})$`, name => name],
  no: [`^!(${NAME})$`, name => `!${name}`],
}
const NUMBER = /^-?\d+(\.\d+)?$/

// { clauses, join }, or null when the condition says more than clauses can.
export function read(text) {
  const pieces = text.match(/"(?:[^"\\]|\\.)*"|&&|\|\||[^"&|]+|./gs) ?? []
  const joins = new Set(pieces.filter(piece => piece === "&&" || piece === "||"))
  if (joins.size > 1) return null
  const join = [...joins][0] ?? "&&"
  const parts = pieces.reduce((found, piece) => piece === join ? [...found, ""] : [...found.slice(0, -1), found.at(-1) + piece], [""])
  const clauses = parts.map(part => part.trim()).filter((part, _n, all) => part || all.length > 1).map(clause)
  return clauses.includes(null) ? null : { clauses, join }
}

export function write(clauses, join) {
  return clauses.map(({ name, how, value, kind }) => FORMS[how][1](name, literal(value, how, kind))).join(` ${join} `)
}

function clause(text) {
  for (const [how, [form]] of Object.entries(FORMS)) {
    const found = new RegExp(form, "s").exec(text)
    if (!found) continue
    try {
      return { how, name: found.groups?.name ?? found[1], value: plain(found.groups?.value ?? found[2] ?? "") }
    } catch { return null }  // no value that rows can show, such as a calculation
  }
  return null
}

function plain(text) {
  if (text === "" || NUMBER.test(text)) return text
  const value = JSON.parse(text)
  return Array.isArray(value) ? value.join(", ") : value
}

function literal(text, how, kind) {
  const one = part => kind === "number" || part === "" ? part : JSON.stringify(part)
  return how === "among" ? `[${text.split(",").map(part => one(part.trim())).join(", ")}]` : one(text.trim())
}
