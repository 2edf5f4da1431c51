// What can be measured of a page at its present width beside axe-core's rules; returns a sentence for each fault.
(isNarrow) => {
  const faults = []
  const name = (element) => `<${element.tagName.toLowerCase()}${element.id ? ` id=${element.id}` : ""}${
    typeof element.className === "string" && element.className ? ` class="${element.className}"` : ""}> ${
    (element.textContent || element.name || "").trim().replace(/\s+/g, " ").slice(0, 30)}`
  const isSeen = (element) => {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element)
    return box.width > 1 && box.height > 1 && style.visibility === "visible" && !element.closest("[inert]")
      && element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
  }

  // -- Colours: the relative luminance of WCAG 2.1
  const parse = (text) => {
    const parts = (text.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number)
    return parts.length === 3 ? [...parts, 1] : parts
  }
  const over = (top, under) => top.slice(0, 3).map((value, n) => value * top[3] + under[n] * (1 - top[3])).concat(1)
  const ground = (element) => {
    if (!element) return [255, 255, 255, 1]
    const own = parse(getComputedStyle(element).backgroundColor)
    return own[3] === 1 ? own : over(own, ground(element.parentElement))
  }
  const luminance = (colour) => {
    const [red, green, blue] = colour.slice(0, 3).map((value) => {
      const share = value / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b)
    return (light + 0.05) / (dark + 0.05)
  }

  // -- Sideways scrolling: never the page, and inside it only tables and drawings
  const root = document.documentElement
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1)
    faults.push(`the page scrolls sideways by ${root.scrollWidth - root.clientWidth}: ${wide.slice(0, 3).map(name).join("; ")}`)
  }
  for (const element of document.querySelectorAll("body *")) {
    if (["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName) || element.scrollWidth <= element.clientWidth + 1) continue
    if (!["auto", "scroll"].includes(getComputedStyle(element).overflowX) || !isSeen(element)) continue
    if (!element.querySelector("table, svg")) faults.push(`scrolls sideways and holds no table: ${name(element)}`)
  }

  // -- Tables
  for (const table of document.querySelectorAll("table")) {
    if (!isSeen(table) || table.closest(".calendarbox, .clockbox, .roc-calendar")) continue
    if (!table.caption || !table.caption.textContent.trim()) faults.push(`a table without a caption: ${name(table)}`)
    for (const cell of table.querySelectorAll("th")) {
      if (!["row", "col", "rowgroup", "colgroup"].includes(cell.scope)) faults.push(`a heading without scope: ${name(cell)}`)
    }
    if (!isNarrow || !table.classList.contains("data-table") || !table.tHead) continue
    const columns = [...table.tHead.rows[0].cells].reduce((sum, cell) => sum + cell.colSpan, 0)
    if (columns <= 4) continue
    const row = table.tBodies[0] && table.tBodies[0].rows[0]
    if (row && getComputedStyle(row).display !== "grid") faults.push(`${columns} columns that are no cards: ${name(table)}`)
    const bare = [...table.querySelectorAll("tbody td")].find((cell) => cell.colSpan === 1 && !cell.dataset.label && cell.textContent.trim() && !cell.querySelector("input, button"))
    if (bare) faults.push(`a card's cell without its heading: ${name(bare)}`)
    if (row && row.getAttribute("role") !== "row") faults.push(`cards that are no table to a screen reader: ${name(table)}`)
  }

  // -- Targets of at least 24 by 24; a link within a sentence may be as high as its line (WCAG 2.5.8)
  const inSentence = (element) => {
    if (element.tagName !== "A" || !["inline", "inline-block"].includes(getComputedStyle(element).display)) return false
    let block = element.parentElement
    while (getComputedStyle(block).display.startsWith("inline")) block = block.parentElement
    return block.textContent.trim().length > element.textContent.trim().length
  }
  const focusable = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
    .filter((element) => !element.disabled && isSeen(element))
  for (const element of focusable) {
    // What is hidden from screen readers has its equal beside it (the table of a drawing), which is what counts (WCAG 2.5.8).
    if (element.closest("[aria-hidden=true]")) continue
    if (element.matches("[tabindex='0']:not(a, button)") || element.matches(".skip-link, .skip-to-content-link") || inSentence(element)) continue
    const boxes = [element, ...(element.labels || [])].map((one) => one.getBoundingClientRect())
    const width = Math.max(...boxes.map((box) => box.width)), height = Math.max(...boxes.map((box) => box.height))
    if (width < 23.9 || height < 23.9) faults.push(`a target of ${width.toFixed(0)}×${height.toFixed(0)}: ${name(element)}`)
  }

  // -- Borders of fields, and the ring of what has the focus
  const signatures = new Set()
  for (const element of focusable) {
    const signature = `${element.tagName} ${element.type} ${element.className} ${ground(element.parentElement)}`
    if (signatures.has(signature)) continue
    signatures.add(signature)
    const around = ground(element.parentElement), style = getComputedStyle(element)
    const isField = element.matches("select, textarea, input:not([type=submit], [type=button], [type=file], [type=range])")
    const isNative = element.matches("[type=checkbox], [type=radio]") && style.appearance !== "none"
    if (isField && !isNative && !element.matches(".select2-search__field")) {
      const edge = Math.max(contrast(over(parse(style.borderBottomColor), around), around), contrast(ground(element), around))
      if (edge < 3 || parseFloat(style.borderBottomWidth) === 0) faults.push(`a field's border of ${edge.toFixed(1)}:1: ${name(element)}`)
    }
    element.focus({ focusVisible: true, preventScroll: true })
    if (document.activeElement !== element) continue
    const ring = getComputedStyle(element)
    if (ring.outlineStyle === "none" || parseFloat(ring.outlineWidth) < 2) faults.push(`no ring on what has the focus: ${name(element)}`)
    else if (contrast(parse(ring.outlineColor), ground(element.parentElement)) < 3) faults.push(`a ring too faint: ${name(element)}`)
  }
  if (document.activeElement && document.activeElement !== document.body) document.activeElement.blur()
  return faults
}
