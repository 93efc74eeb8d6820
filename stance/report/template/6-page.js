// Wiring: clicks, keys, the theme, printing.

function follow(hash) {
  history.pushState(null, "", hash);
  readAddress();
  refresh();
  scrollToChosen();
}

function onMatrixKey(event) {
  const cell = event.target.closest("td");
  const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  if (!cell || !moves[event.key]) return;
  const [down, along] = moves[event.key];
  const row = cell.parentElement.parentElement.rows[cell.parentElement.sectionRowIndex + down];
  const link = row && row.cells[cell.cellIndex + along] && row.cells[cell.cellIndex + along].querySelector("a");
  if (link) link.focus();
  event.preventDefault();
  event.stopPropagation();
}

function onAct(event) {
  const target = event.target.closest("[data-do]");
  const act = target && target.dataset.do;
  const id = state.comment;
  if (event.type === "change") {
    if (act === "towards") towards = target.value;
    else if (act === "against") against = target.value;
    else if (act === "note") return setMark(id, { note: target.value.trim() });
    else return undefined;
    return renderDetail();
  }
  if (act === "mark") setMark(id, { verdict: target.dataset.verdict });
  else if (act === "stance") setMark(id, { stance: target.dataset.stance });
  else if (act === "unmark") setMark(id, { verdict: "none" });
  else if (act === "back") closeComment();
  else if (act === "previous") step(-1);
  else if (act === "next") step(1);
  return undefined;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
  const typing = event.target.matches("input, select, textarea");
  if (event.key === "Escape") {
    if (typing) event.target.blur();
    else if (state.comment) closeComment();
    else $("clear").click();
    return;
  }
  if (typing) return;
  const c = byId.get(state.comment);
  const inList = $("list").contains(event.target) || event.target === document.body || $("detail").contains(event.target);
  const keys = {
    j: () => step(1), k: () => step(-1), "/": () => $("q").focus(), "?": () => $("help").showModal(),
    t: () => c && byConversation.has(c.conversation_id) && follow(addressOf({ thread: c.conversation_id, sort: "thread", comment: c.id })),
    m: () => document.querySelector(".matrix a").focus(),
  };
  if (inList && event.target !== $("detail")) Object.assign(keys, { ArrowDown: () => step(1), ArrowUp: () => step(-1) });
  if (event.target === $("list")) Object.assign(keys, {
    Enter: () => $("detail").focus(), Home: () => shown.length && choose(shown[0].id), End: () => shown.length && choose(shown[shown.length - 1].id),
    PageDown: () => step(8), PageUp: () => step(-8) });
  if (c) Object.assign(keys, {
    1: () => setMark(c.id, { verdict: "label-wrong" }), 2: () => setMark(c.id, { verdict: "model-wrong" }), 3: () => setMark(c.id, { verdict: "ambiguous" }),
    0: () => myMark(c) && setMark(c.id, { verdict: "none" }), n: () => $("note").focus(), p: () => byId.has(c.reply_to) && choose(c.reply_to) });
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
}

const THEMES = [["", "as the system"], ["light", "light"], ["dark", "dark"]];
function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  $("theme").textContent = "Theme: " + THEMES.find(([name]) => name === theme)[1];
  try { localStorage.setItem("stance-theme", theme); } catch (error) { /* not kept */ }
}

// On paper there is no scrolling: the first comments of the list stand below each other.
const PRINTED = 200;
function preparePrint() {
  $("print").replaceChildren(make("h3", {}, $("count").textContent + (shown.length > PRINTED ? `; the first ${PRINTED}` : "")),
    ...shown.slice(0, PRINTED).map((c) => make("div", { class: "printed" },
      make("p", { class: "by" }, c.id, " · ", c.speaker || "a reader", " · ", classTag(c.gold, "people said"), c.right ? " ✓" : " taken for ", c.right ? null : classTag(c.predicted, "model said"), ` ${percent(c.p)} `, markBadge(c)),
      make("blockquote", {}, c.text))));
}

prepareFilters();
$("more").open = $("typical").open = !isNarrow();
try { setTheme(localStorage.getItem("stance-theme") || ""); } catch (error) { setTheme(""); }
try { $("coder").value = localStorage.getItem("stance-coder") || ""; } catch (error) { /* not kept */ }
readAddress();
refresh();
scrollToChosen();
loadMarks().then(() => { refresh({ keepScroll: true }); document.documentElement.dataset.ready = "yes"; });

let waiting = 0;
function onFilter(event) {
  if (!FIELDS.includes(event.target.id) || state[event.target.id] === event.target.value) return;
  state[event.target.id] = event.target.value;
  clearTimeout(waiting);
  waiting = setTimeout(() => { writeAddress(); refresh(); }, event.target.id === "q" ? 80 : 0);
}
$("filters").addEventListener("input", onFilter);
$("filters").addEventListener("change", onFilter); // assistive tools may send only this one
$("filters").addEventListener("submit", (event) => event.preventDefault());
$("filters").addEventListener("reset", (event) => { event.preventDefault(); history.replaceState(null, "", "#"); readAddress(); refresh(); });
$("list").addEventListener("scroll", drawRows, { passive: true });
new ResizeObserver(drawRows).observe($("list"));
$("rows").addEventListener("click", (event) => { const row = event.target.closest(".row"); if (row) choose(row.dataset.id); });
$("detail").addEventListener("click", onAct);
$("detail").addEventListener("change", onAct);
$("export").addEventListener("click", exportMarks);
$("save").addEventListener("click", saveList);
$("coder").addEventListener("change", () => {
  try { localStorage.setItem("stance-coder", $("coder").value); } catch (error) { /* not kept */ }
  signMarks();
});
$("import").addEventListener("click", () => $("import-file").click());
$("import-file").addEventListener("change", async () => {
  for (const file of $("import-file").files) await importMarks(file);
  $("import-file").value = "";
});
$("theme").addEventListener("click", () => setTheme(THEMES[(THEMES.findIndex(([name]) => name === (document.documentElement.dataset.theme || "")) + 1) % 3][0]));
matchMedia("(max-width: 820px)").addEventListener("change", () => { $("more").open = !isNarrow(); });
$("help-open").addEventListener("click", () => $("help").showModal());
document.querySelector(".matrix").addEventListener("keydown", onMatrixKey);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (!link || link.classList.contains("skip")) return;
  event.preventDefault();
  follow(link.getAttribute("href"));
  if (link.closest(".confusion, .groups")) {
    // Where there is room for both, a cell opens its first comment beside the list.
    if (!isNarrow() && shown.length) choose(shown[0].id);
    $("status").scrollIntoView({ behavior: "instant" });
    $("list").focus({ preventScroll: true });
  }
});
document.addEventListener("keydown", onKey);
addEventListener("popstate", () => { readAddress(); refresh(); scrollToChosen(); });
addEventListener("beforeprint", preparePrint);
addEventListener("beforeunload", (event) => { if (isServed && pending.length) event.preventDefault(); });
