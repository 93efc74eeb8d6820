// Marks say which label or which answer is wrong, one for each comment and reviewer. They stay in
// this browser until exported; under `stance review` each one is on disk before the page says so.

const VERDICTS = [["label-wrong", "Label wrong"], ["model-wrong", "Model wrong"], ["ambiguous", "Ambiguous"]];
const STORE = "stance-marks:" + report.title + ":" + cases.length + ":" + (report.model || "");
const marks = new Map(); // of a comment's id: a Map of reviewer ("" is nobody's name) to mark
const pending = []; // what the server has not confirmed
let sending = false;

const reviewer = () => $("coder").value.trim();
const marksOf = (c) => marks.get(c.id) || new Map();
const myMark = (c) => marksOf(c).get(reviewer());
const allMarks = () => [...marks.values()].flatMap((given) => [...given.values()]);
const verdictName = (mark) => VERDICTS.find(([verdict]) => verdict === mark.verdict)[1].toLowerCase() + (mark.stance ? `: ${mark.stance}` : "");
const doDiffer = (c) => new Set([...marksOf(c).values()].map(verdictName)).size > 1;

function isMarked(c, wanted) {
  if (wanted === "no") return !myMark(c);
  if (wanted === "yes") return Boolean(myMark(c));
  if (wanted === "differ") return doDiffer(c);
  return [...marksOf(c).values()].some((mark) => mark.verdict === wanted);
}

function markBadge(c) {
  const given = [...marksOf(c).values()];
  if (!given.length) return null;
  const mark = myMark(c) || given[0];
  const whose = mark === myMark(c) ? "" : `${mark.coder || "unnamed"}: `;
  return make("span", { class: "badge" }, "⚑ " + (doDiffer(c) ? "differ" : whose + verdictName(mark)));
}

function markForm(c) {
  const mark = myMark(c) || {};
  const buttons = VERDICTS.map(([verdict, label], i) => make("button", {
    type: "button", "data-do": "mark", "data-verdict": verdict, "aria-pressed": mark.verdict === verdict ? "true" : "false" },
    make("kbd", {}, String(i + 1)), " ", label));
  const right = mark.verdict === "label-wrong" ? make("fieldset", { class: "rightful" }, make("legend", {}, "Which is right?"),
    ...names.filter((n) => n !== c.gold).map((n) => make("button", { type: "button", "data-do": "stance", "data-stance": n, "aria-pressed": mark.stance === n ? "true" : "false" }, n))) : null;
  const note = make("input", { id: "note", "data-do": "note", maxlength: "1000", placeholder: mark.verdict ? "why, in a few words" : "mark it first", disabled: !mark.verdict });
  note.value = mark.note || "";
  const others = [...marksOf(c)].filter(([name]) => name !== reviewer());
  return make("section", { class: "marks", "aria-label": "Your mark" }, make("h3", {}, "Your mark"), make("div", { class: "buttons" }, ...buttons,
    mark.verdict ? make("button", { type: "button", "data-do": "unmark" }, make("kbd", {}, "0"), " Take back") : null), right,
    make("label", { class: "note" }, "Note ", note),
    ...others.map(([name, theirs]) => make("p", { class: "theirs" }, make("b", {}, name || "Someone unnamed"), " says ", verdictName(theirs), theirs.note ? ` (“${theirs.note}”)` : "")));
}

function keepMark(mark) {
  const given = marks.get(mark.id) || new Map();
  if (mark.verdict === "none") given.delete(mark.coder || ""); else given.set(mark.coder || "", mark);
  if (given.size) marks.set(mark.id, given); else marks.delete(mark.id);
}

function setMark(id, change) {
  const c = byId.get(id);
  const before = myMark(c) || {};
  if (change.note !== undefined && !before.verdict) return;
  const same = !change.verdict || change.verdict === before.verdict;
  const mark = { id, what: report.what, gold: c.gold, predicted: c.predicted, stance: null, note: before.note || "", ...(same ? before : {}), ...change,
    coder: reviewer() || null, at: new Date().toISOString() };
  keepMark(mark);
  saveMark(mark);
  layOutList(true);
  if (change.note === undefined) renderDetail();
}

// Who gives a name after marking without one has made those marks.
function signMarks() {
  const name = reviewer();
  if (name) {
    for (const mark of allMarks().filter((m) => !m.coder)) {
      for (const step of [{ ...mark, verdict: "none" }, { ...mark, coder: name }]) {
        keepMark(step);
        saveMark(step);
      }
    }
  }
  refresh({ keepScroll: true });
}

function saveMark(mark) {
  if (isServed) {
    pending.push(mark);
    sendPending();
  } else {
    try {
      localStorage.setItem(STORE, JSON.stringify(allMarks()));
    } catch (error) { /* private windows keep nothing: the export still works */ }
  }
  describeSaved();
}

// One after the other, in order; what fails is kept and tried again.
async function sendPending() {
  if (sending) return;
  sending = true;
  try {
    while (pending.length) {
      const answer = await fetch("marks", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(pending[0]) });
      if (!answer.ok) throw new Error(await answer.text());
      pending.shift();
      describeSaved();
    }
  } catch (error) {
    $("saved").textContent = `NOT SAVED (${pending.length}): the server of “stance review” does not answer. It is tried again; or export your marks.`;
    setTimeout(sendPending, 3000);
  } finally {
    sending = false;
  }
}

function describeSaved() {
  const n = allMarks().length;
  const said = n === 1 ? "1 mark" : `${n.toLocaleString("en")} marks`;
  if (isServed) $("saved").textContent = pending.length ? `${said}, saving…` : `${said}, all saved`;
  else $("saved").textContent = n ? `${said} kept in this browser` : "";
  $("export").disabled = !n;
}

function exportMarks() {
  offer(allMarks().map((mark) => JSON.stringify(mark) + "\n").join(""), "marks.jsonl", "application/jsonl");
}

function offer(text, name, type) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// The listed comments for a spreadsheet, which must take no comment for a formula.
function saveList() {
  const cell = (value) => {
    const text = String(value ?? "");
    return `"${(typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? "'" : "") + text.replaceAll('"', '""')}"`;
  };
  const rows = shown.map((c) => {
    const mark = myMark(c) || {};
    const parent = byId.get(c.reply_to);
    return [c.id, c.gold, c.predicted, c.p, Number(c.wrongness.toFixed(5)), c.speaker, c.headline, parent ? parent.text : c.parent_text, c.text, c.note, mark.verdict, mark.stance, mark.note];
  });
  const head = ["id", "people_said", "model_said", "confidence", "wrong_by", "speaker", "headline", "in_answer_to", "text", "note", "mark", "mark_class", "mark_note"];
  offer("\ufeff" + [head, ...rows].map((row) => row.map(cell).join(",") + "\r\n").join(""), "comments.csv", "text/csv");
}

// Marks of a file, one's own from another browser or another reviewer's: the later one holds.
async function importMarks(file) {
  let [taken, foreign] = [0, 0];
  for (const line of (await file.text()).split("\n").filter((l) => l.trim())) {
    let row = null;
    try { row = JSON.parse(line); } catch (error) { /* counted below */ }
    if (!row || !byId.has(row.id) || (row.what || "stance") !== report.what || ![...VERDICTS.map(([v]) => v), "none"].includes(row.verdict)) { foreign += 1; continue; }
    const text = (name) => (typeof row[name] === "string" && row[name] ? row[name].slice(0, 1000) : null);
    const mark = { id: row.id, what: report.what, verdict: row.verdict, stance: names.includes(row.stance) ? row.stance : null, note: text("note") || "",
      coder: text("coder"), at: text("at"), gold: text("gold"), predicted: text("predicted") };
    const held = marksOf(row).get(mark.coder || "");
    if (held && (held.at || "") >= (mark.at || "")) continue;
    keepMark(mark);
    saveMark(mark);
    taken += 1;
  }
  refresh({ keepScroll: true });
  describeSaved();
  $("saved").textContent += `; ${taken} imported` + (foreign ? `, ${foreign} not of this report` : "");
}

async function loadMarks() {
  let rows = [];
  try {
    rows = isServed ? await (await fetch("marks")).json() : JSON.parse(localStorage.getItem(STORE) || "[]");
  } catch (error) { /* nothing to load */ }
  for (const mark of rows) if (byId.has(mark.id) && (mark.what || "stance") === report.what && VERDICTS.some(([v]) => v === mark.verdict)) keepMark(mark);
  describeSaved();
}
