// What a reader at 400 % (320 by 256 pixels, WCAG 1.4.10) or with wider spacing of text (1.4.12) could not see; returns
// a sentence for each fault.
(isZoomed) => {
  const faults = []
  const name = (element) => `<${element.tagName.toLowerCase()}${element.id ? ` id=${element.id}` : ""}${
    element.getAttribute("class") ? ` class="${element.getAttribute("class")}"` : ""}> ${element.textContent.trim().replace(/\s+/g, " ").slice(0, 30)}`
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  // What only screen readers are told, and the words of a button that is a picture, nobody sees cut off.
  const isForTheEar = (element) => element.closest(".visually-hidden, .skip-link, [aria-hidden=true]") || parseFloat(getComputedStyle(element).textIndent) < -99
  const elements = [...document.querySelectorAll("body *")].filter((element) => isShown(element) && !isForTheEar(element))

  // -- What stays in the window while the rest scrolls takes at most a third of its height.
  for (const element of isZoomed ? elements : []) {
    const style = getComputedStyle(element), height = element.getBoundingClientRect().height
    const isStuck = ["sticky", "fixed"].includes(style.position) && (style.top !== "auto" || style.bottom !== "auto")
    if (isStuck && element.getBoundingClientRect().width > 1 && height > window.innerHeight / 3) faults.push(`covers ${height.toFixed(0)} of ${window.innerHeight}: ${name(element)}`)
  }

  // A space at the end of a line hangs over it.
  const SPACE = 12
  // -- Text that its box cuts off, or that runs out of the box, once it is spaced
  const holders = elements.filter((element) => !element.matches("select, option, textarea, input, script, svg, svg *")
    && [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()))
  const overflow = () => holders.map((element) => {
    const box = element.getBoundingClientRect(), range = document.createRange()
    if (box.width <= 1 || box.height <= 1 || getComputedStyle(element).display === "inline") return 0
    return Math.max(0, ...[...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()).map((node) => {
      range.selectNode(node)
      const text = range.getBoundingClientRect()
      return Math.max(text.right - box.right, text.bottom - box.bottom)
    }))
  })
  const clipped = () => elements.map((element) => {
    const style = getComputedStyle(element)
    if (element.clientWidth <= 1 || style.textOverflow === "ellipsis" || !element.textContent.trim() || element.matches("input, select, textarea, svg, svg *")) return 0
    const across = ["hidden", "clip"].includes(style.overflowX) ? element.scrollWidth - element.clientWidth : 0
    const down = ["hidden", "clip"].includes(style.overflowY) ? element.scrollHeight - element.clientHeight : 0
    return Math.max(across, down, 0)
  })
  const plain = overflow(), clippedPlain = clipped()
  const sheet = new CSSStyleSheet()
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }")
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  overflow().forEach((over, n) => { if (over > SPACE && over > plain[n] + SPACE) faults.push(`spaced text runs ${over.toFixed(0)} out of ${name(holders[n])}`) })
  clipped().forEach((cut, n) => { if (cut > 2 && cut > clippedPlain[n] + 2) faults.push(`spaced text is cut off by ${cut}: ${name(elements[n])}`) })
  const root = document.documentElement
  if (root.scrollWidth > root.clientWidth) {
    const wide = elements.filter((one) => one.getBoundingClientRect().right > root.clientWidth + 1 && !one.closest(".table-scroll, .chart-scroll"))
    faults.push(`spaced, the page scrolls sideways by ${root.scrollWidth - root.clientWidth}: ${wide.slice(0, 3).map(name).join("; ")}`)
  }
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet)
  return faults
}
