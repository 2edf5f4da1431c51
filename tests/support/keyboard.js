// Put into a page before its own scripts: notes what listens to the mouse, and gives the walk by the Tab key its parts.
window.keyboardWalk = (() => {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable=true]"
  const clickable = new Set()
  const listen = EventTarget.prototype.addEventListener
  EventTarget.prototype.addEventListener = function (type, ...rest) {
    if (/^(click|mousedown|mouseup|pointerdown)$/.test(type) && this instanceof Element) clickable.add(this)
    return listen.call(this, type, ...rest)
  }

  const name = (element) => `<${element.tagName.toLowerCase()}${element.id ? ` id=${element.id}` : ""}${
    element.getAttribute("class") ? ` class="${element.getAttribute("class")}"` : ""}> ${
    (element.textContent || element.name || "").trim().replace(/\s+/g, " ").slice(0, 30)}`
  const isShown = (element) => !element.closest("[inert]") && !element.matches(":disabled")
    && element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0
  // A group of radio buttons is one stop, at the one that is chosen.
  const stopOf = (element) => element.type === "radio" && element.name
    ? [...document.getElementsByName(element.name)].find((one) => one.type === "radio" && one.form === element.form) : element
  const look = (element) => {
    const style = getComputedStyle(element)
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.borderColor, style.backgroundColor].join()
  }
  const parts = (element) => [element, ...(element.labels || [])]
  const isStuck = (element) => element && (["sticky", "fixed"].includes(getComputedStyle(element).position) || isStuck(element.parentElement))
  // Where it is seen: what lies in a box that scrolls by itself is seen at most at that box's end.
  const boxOf = (element) => {
    const shown = parts(element).find((one) => one.getBoundingClientRect().width > 1) || element
    let { top, bottom, left, right } = shown.getBoundingClientRect()
    for (let outer = shown.parentElement; outer; outer = outer.parentElement) {
      if (getComputedStyle(outer).overflowX === "visible") continue
      const box = outer.getBoundingClientRect();
      [top, bottom] = [top, bottom].map((edge) => Math.min(Math.max(edge, box.top), box.bottom));
      [left, right] = [left, right].map((edge) => Math.min(Math.max(edge, box.left), box.right))
    }
    return { top, bottom, left, right }
  }

  let expected, before, visited, faults, isOver, isBegun
  // Where the Tab before this one has led.
  const note = () => {
    if (!isBegun) { isBegun = true; return }
    const element = document.activeElement
    // Behind the end of a page is the browser's own frame; without one, Tab begins the page again.
    const isOutside = !element || element === document.body || element === document.documentElement
    if (isOver || isOutside || (visited.length > 1 && element === visited[0])) { isOver = true; return }
    // A field for a time has a stop for each of its parts.
    if (element === visited.at(-1) && element.type === "time") return
    visited.push(element)
    if (before.get(element) === parts(element).map(look).join()) faults.push(`nothing shows the focus: ${name(element)}`)
    // Points of what the window shows of it: something else may cover some, not all (WCAG 2.4.11).
    const points = parts(element).flatMap((one) => [...one.getClientRects()]).flatMap((box) => {
      const [left, right] = [Math.max(box.left, 0), Math.min(box.right, window.innerWidth)]
      const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, window.innerHeight)]
      return right - left > 1 && bottom - top > 1 ? [0.1, 0.5, 0.9].map((share) => [left + (right - left) * share, (top + bottom) / 2]) : []
    })
    const own = points.filter(([x, y]) => {
      const hit = document.elementFromPoint(x, y)
      return hit && parts(element).some((one) => one.contains(hit))
    })
    if (!points.length) faults.push(`out of view with the focus: ${name(element)}`)
    else if (!own.length) faults.push(`covered with the focus: ${name(element)} by ${name(document.elementFromPoint(...points[1]) || document.body)}`)
  }

  // Reading order: no stop lies wholly above the one before it, unless in a column to its right.
  const noteOrder = (one, other) => {
    const [from, to] = [boxOf(one), boxOf(other)]
    const isElsewhere = (box, element) => box.bottom - box.top <= 1 || box.right - box.left <= 1 || isStuck(element)
    if (isElsewhere(from, one) || isElsewhere(to, other)) return
    if (to.bottom <= from.top + 1 && to.left < from.right - 1) faults.push(`goes back up from ${name(one)} to ${name(other)}`)
    if (Math.abs(to.top - from.top) < 4 && to.right <= from.left + 1) faults.push(`goes back left from ${name(one)} to ${name(other)}`)
  }

  const noteMouseOnly = () => {
    const reachable = new Set(expected)
    // What a drawing links to, the table under it links to as well; its summary may have to be opened first.
    const target = (link) => link.href && (link.href.baseVal || link.href)
    const links = new Set([...document.links].filter((link) => link.tabIndex === 0).map((link) => new URL(target(link), location).href))
    const isReached = (element) => reachable.has(stopOf(element)) || (target(element) && links.has(new URL(target(element), location).href))
    for (const element of document.querySelectorAll(CONTROLS)) {
      // What only takes the focus from a script, as the main part does from the skip link, is nothing to click; nor is a
      // field that a script keeps out of sight behind its own.
      if (element.getBoundingClientRect().width <= 1 || !isShown(element) || isReached(element) || !element.matches("a, button, input, select, textarea, summary")) continue
      faults.push(`by the mouse only: ${name(element)}`)
    }
    for (const element of clickable) {
      if (!element.isConnected || !isShown(element) || element === document.body || isReached(element)) continue
      // A listener on what holds the controls hears their keys too.
      if (!expected.some((one) => element.contains(one) || one.contains(element))) faults.push(`listens to clicks only: ${name(element)}`)
    }
    for (const element of document.querySelectorAll("body *")) {
      if (getComputedStyle(element).cursor !== "pointer" || element.getBoundingClientRect().width <= 1 || !isShown(element)) continue
      if (element.closest("label, summary, option") || expected.some((one) => one.contains(element)) || element.closest("[aria-hidden=true] a")) continue
      if (getComputedStyle(element.parentElement).cursor !== "pointer") faults.push(`looks clickable and is none: ${name(element)}`)
    }
  }

  const start = () => {
    [expected, before, visited, faults, isOver, isBegun] = [[], new Map(), [], [], false, false]
    document.activeElement.blur()
    window.scrollTo(0, 0)
    for (const element of document.querySelectorAll(CONTROLS)) {
      if (!isShown(element) || element.tabIndex < 0) continue
      if (element.tabIndex > 0) faults.push(`a tabindex above 0: ${name(element)}`)
      if (element.tagName === "SUMMARY" && element.parentElement.querySelector("summary") !== element) continue
      before.set(element, parts(element).map(look).join())
      if (!expected.includes(stopOf(element))) expected.push(stopOf(element))
    }
    for (let n = 1; n < expected.length; n += 1) noteOrder(expected[n - 1], expected[n])
    noteMouseOnly()
    // Tab goes on from here: before everything.
    const top = Object.assign(document.createElement("span"), { tabIndex: -1 })
    document.body.prepend(top)
    top.focus()
    top.remove()
    listen.call(document, "keydown", note, true)
    return expected.length
  }

  const end = () => {
    document.removeEventListener("keydown", note, true)
    if (!isOver) faults.push(`the focus does not leave the page; it is on ${name(document.activeElement)}`)
    const times = new Map()
    visited.forEach((element) => times.set(stopOf(element), (times.get(stopOf(element)) || 0) + 1))
    for (const element of expected) if (!times.has(element)) faults.push(`Tab passes by: ${name(element)}`)
    for (const [element, count] of times) if (count > 1) faults.push(`Tab comes ${count} times: ${name(element)}`)
    for (let n = 1; n < visited.length; n += 1) {
      const follows = visited[n - 1].compareDocumentPosition(visited[n]) & Node.DOCUMENT_POSITION_FOLLOWING
      if (!follows) faults.push(`Tab leads back from ${name(visited[n - 1])} to ${name(visited[n])}`)
    }
    return faults
  }
  return { start, end, isOver: () => isOver }
})()
