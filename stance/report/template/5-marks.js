// Marks say which label or which answer is wrong. They stay in this browser until exported;
// under `stance review` each one is on disk before the page says so.

const VERDICTS = [["label-wrong", "Label wrong"], ["model-wrong", "Model wrong"], ["ambiguous", "Ambiguous"]];
const STORE = "stance-marks:" + report.title + ":" + cases.length + ":" + (report.model || "");
const marks = new Map();
let unsaved = 0;

function isMarked(c, wanted) {
  const mark = marks.get(c.id);
  if (wanted === "no") return !mark;
  return Boolean(mark) && (wanted === "yes" || mark.verdict === wanted);
}

function markBadge(c) {
  const mark = marks.get(c.id);
  if (!mark) return null;
  const label = VERDICTS.find(([verdict]) => verdict === mark.verdict)[1].toLowerCase();
  return make("span", { class: "badge" }, "⚑ " + label + (mark.stance ? `: ${mark.stance}` : ""));
}

function markForm(c) {
  const mark = marks.get(c.id) || {};
  const buttons = VERDICTS.map(([verdict, label], i) => make("button", {
    type: "button", "data-do": "mark", "data-verdict": verdict, "aria-pressed": mark.verdict === verdict ? "true" : "false" },
    make("kbd", {}, String(i + 1)), " ", label));
  const right = mark.verdict === "label-wrong" ? make("fieldset", { class: "rightful" }, make("legend", {}, "Which is right?"),
    ...names.filter((n) => n !== c.gold).map((n) => make("button", { type: "button", "data-do": "stance", "data-stance": n, "aria-pressed": mark.stance === n ? "true" : "false" }, n))) : null;
  const note = make("input", { id: "note", "data-do": "note", maxlength: "1000", placeholder: "why, in a few words", disabled: !mark.verdict });
  note.value = mark.note || "";
  return make("section", { class: "marks", "aria-label": "Your mark" }, make("h3", {}, "Your mark"), make("div", { class: "buttons" }, ...buttons,
    mark.verdict ? make("button", { type: "button", "data-do": "unmark" }, "Take back") : null), right,
    make("label", { class: "note" }, "Note ", note));
}

function setMark(id, change) {
  const c = byId.get(id);
  const before = marks.get(id) || {};
  const mark = { id, gold: c.gold, predicted: c.predicted, stance: null, note: before.note || "", ...(change.verdict === before.verdict || !change.verdict ? before : {}), ...change,
    coder: $("coder").value.trim() || null, at: new Date().toISOString() };
  if (mark.verdict === "none") marks.delete(id); else marks.set(id, mark);
  saveMark(mark);
  layOutList(true);
  if (change.note === undefined) renderDetail();
}

async function saveMark(mark) {
  if (!isServed) {
    try {
      localStorage.setItem(STORE, JSON.stringify([...marks.values()]));
    } catch (error) { /* private windows keep nothing: the export still works */ }
    unsaved += 1;
    describeSaved();
    return;
  }
  unsaved += 1;
  describeSaved();
  try {
    const answer = await fetch("marks", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(mark) });
    if (!answer.ok) throw new Error(await answer.text());
    unsaved -= 1;
    describeSaved();
  } catch (error) {
    $("saved").textContent = "NOT SAVED: the server of `stance review` does not answer. Export your marks.";
  }
}

function describeSaved() {
  const n = marks.size === 1 ? "1 mark" : `${marks.size} marks`;
  if (isServed) $("saved").textContent = unsaved ? `${n}, saving…` : `${n}, all saved`;
  else $("saved").textContent = marks.size ? `${n} kept in this browser` : "";
  $("export").disabled = marks.size === 0;
}

function exportMarks() {
  const lines = [...marks.values()].map((mark) => JSON.stringify(mark) + "\n").join("");
  const link = make("a", { href: URL.createObjectURL(new Blob([lines], { type: "application/jsonl" })), download: "marks.jsonl" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  if (!isServed) unsaved = 0;
}

async function loadMarks() {
  let rows = [];
  try {
    rows = isServed ? await (await fetch("marks")).json() : JSON.parse(localStorage.getItem(STORE) || "[]");
  } catch (error) { /* nothing to load */ }
  for (const mark of rows) if (byId.has(mark.id)) marks.set(mark.id, mark);
  describeSaved();
}
