// The list draws only the rows in sight: 10,000 comments cost no more than twenty.

const ROW = 80; // pixels, as in report.css
let firstDrawn = -1;
let lastDrawn = -1;

function layOutList(keepScroll) {
  $("rows").style.height = shown.length * ROW + "px";
  firstDrawn = lastDrawn = -1;
  if (!keepScroll) $("list").scrollTop = 0;
  drawRows();
}

function drawRows() {
  const list = $("list");
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - 5);
  const last = Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW) + 5);
  if (first === firstDrawn && last === lastDrawn) return;
  firstDrawn = first;
  lastDrawn = last;
  const rows = [];
  for (let i = first; i < last; i++) rows.push(makeRow(shown[i], i));
  $("rows").replaceChildren(...rows);
  pointAtChosen();
}

function makeRow(c, i) {
  const row = make("div", {
    role: "option", id: "row-" + c.index, class: "row" + (c.right ? "" : " wrong"), "data-id": c.id,
    "aria-posinset": i + 1, "aria-setsize": shown.length, "aria-selected": c.id === state.comment ? "true" : "false",
  },
    make("div", { class: "row-head" },
      classTag(c.gold, "people said"),
      c.right ? make("span", { class: "same" }, "✓ the model agrees") : make("span", { class: "arrow" }, "taken for"),
      c.right ? null : classTag(c.predicted, "model said"),
      markBadge(c),
      make("span", { class: "sure", title: "confidence of the model" }, percent(c.p))),
    make("p", { class: "row-text" }, c.text.length > 320 ? c.text.slice(0, 320) + "…" : c.text));
  row.style.top = i * ROW + "px";
  return row;
}

function pointAtChosen() {
  const chosen = byId.get(state.comment);
  for (const row of $("rows").children) {
    row.setAttribute("aria-selected", row.dataset.id === state.comment ? "true" : "false");
  }
  const row = chosen && $("row-" + chosen.index);
  if (row) $("list").setAttribute("aria-activedescendant", row.id);
  else $("list").removeAttribute("aria-activedescendant");
}

function scrollToChosen() {
  const at = shown.findIndex((c) => c.id === state.comment);
  if (at < 0) return;
  const list = $("list");
  if (at * ROW < list.scrollTop) list.scrollTop = at * ROW;
  else if ((at + 1) * ROW > list.scrollTop + list.clientHeight) list.scrollTop = (at + 1) * ROW - list.clientHeight;
  drawRows();
}

function choose(id, { focus = false } = {}) {
  state.comment = id;
  writeAddress();
  scrollToChosen();
  pointAtChosen();
  renderDetail();
  if (focus) $("detail").focus({ preventScroll: true });
}

function step(by) {
  if (!shown.length) return;
  const at = shown.findIndex((c) => c.id === state.comment);
  const next = at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + by));
  choose(shown[next].id);
}
