// What is shown: filters, sorting and the chosen comment. The address after # says all of it,
// so that a cell, a search or a comment can be linked to.

const FIELDS = ["q", "gold", "predicted", "result", "confidence", "part", "marked", "sort"];
const HIDDEN = ["thread"]; // set by links, not by a control
const BANDS = [["", "any"], ["0-0.5", "below 50%"], ["0.5-0.7", "50 to 70%"], ["0.7-0.9", "70 to 90%"], ["0.9-1.01", "90% and more"]];
const RESULTS = {
  right: (c) => c.right, wrong: (c) => !c.right, differs: (c) => Boolean(c.other) && c.other !== c.predicted,
  split: (c) => new Set(Object.values(c.coders || {})).size > 1, second: (c) => !c.right && c.secondary === c.predicted,
  better: (c) => c.right && Boolean(c.other) && c.other !== c.gold, worse: (c) => !c.right && c.other === c.gold,
};
const state = { q: "", gold: "", predicted: "", result: "", confidence: "", part: "", marked: "", sort: "wrong", thread: "", comment: "" };
let shown = cases;

function fillSelect(id, options) {
  $(id).append(...options.map(([value, label]) => make("option", { value }, label)));
}

function prepareFilters() {
  fillSelect("gold", [["", "any"], ...names.map((n) => [n, n])]);
  fillSelect("predicted", [["", "any"], ...names.map((n) => [n, n])]);
  fillSelect("confidence", BANDS);
  if (cases.some(RESULTS.split)) fillSelect("result", [["split", "coders differed"]]);
  if (cases.some(RESULTS.second)) fillSelect("result", [["second", "mistakes that are the second reading"]]);
  if (report.other) fillSelect("result", [["better", `right, unlike ${report.other}`], ["worse", `wrong, unlike ${report.other}`], ["differs", `another class than ${report.other}`]]);
  fillSelect("part", [["", "all"], ...report.groups.map((g) => [nameOf(g), `${nameOf(g)} (${g.n.toLocaleString("en")})`])]);
}

const nameOf = (group) => `${group.by}: ${group.name}`;
const isNarrow = () => matchMedia("(max-width: 820px)").matches;

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const field of [...FIELDS, ...HIDDEN]) state[field] = given.get(field) || "";
  state.comment = given.get("comment") || "";
  if (!["wrong", "unsure", "sure", "thread"].includes(state.sort)) state.sort = "wrong";
  for (const field of FIELDS) {
    $(field).value = state[field];
    if ($(field).value !== state[field]) $(field).value = state[field] = field === "sort" ? "wrong" : "";
  }
}

function addressOf(values) {
  const out = new URLSearchParams();
  for (const field of [...FIELDS, ...HIDDEN, "comment"]) {
    if (values[field] && !(field === "sort" && values.sort === "wrong")) out.set(field, values[field]);
  }
  return "#" + out.toString();
}

function writeAddress() {
  history.replaceState(null, "", addressOf(state));
}

function applyFilters() {
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const part = state.part ? report.groups.findIndex((g) => nameOf(g) === state.part) : -1;
  const [low, high] = state.confidence ? state.confidence.split("-").map(Number) : [0, 2];
  shown = cases.filter((c) =>
    (!state.gold || c.gold === state.gold) &&
    (!state.predicted || c.predicted === state.predicted) &&
    (!state.result || RESULTS[state.result](c)) &&
    (part < 0 || (c.groups || []).includes(part)) &&
    (!state.thread || c.conversation_id === state.thread) &&
    c.p >= low && c.p < high &&
    (!state.marked || isMarked(c, state.marked)) &&
    words.every((word) => haystack(c).includes(word)));
  const order = {
    wrong: (a, b) => b.wrongness - a.wrongness,
    unsure: (a, b) => a.p - b.p,
    sure: (a, b) => b.p - a.p,
    thread: (a, b) => a.index - b.index,
  }[state.sort];
  shown.sort((a, b) => order(a, b) || a.index - b.index);
}

function describeShown() {
  const n = shown.length.toLocaleString("en");
  const wrong = shown.filter((c) => !c.right).length;
  const what = state.gold && state.predicted
    ? (state.gold === state.predicted ? `, rightly classed ${state.gold}` : `, ${state.gold} taken for ${state.predicted}`)
    : wrong ? `, ${wrong.toLocaleString("en")} of them mistakes` : "";
  const where = state.thread ? `, in thread ${state.thread}` : "";
  $("count").textContent = (shown.length === 1 ? `1 comment${what}` : `${n} of ${cases.length.toLocaleString("en")} comments${what}`) + where;
  const filtered = [...FIELDS, ...HIDDEN].filter((field) => field !== "sort" && state[field]).length;
  $("clear").disabled = !filtered;
  $("save").disabled = !shown.length;
  $("more-title").textContent = "Filters" + (filtered ? ` (${filtered} set)` : "");
  for (const link of document.querySelectorAll(".matrix a")) {
    const here = link.dataset.gold === state.gold && link.dataset.predicted === state.predicted;
    if (here) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
  }
}

function refresh({ keepScroll = false } = {}) {
  applyFilters();
  describeShown();
  describeTypical();
  layOutList(keepScroll);
  showFound();
  renderDetail();
}

// Searched words, tinted where they stand; browsers without this API show them as they are.
function showFound() {
  if (!window.CSS || !CSS.highlights) return;
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const ranges = [];
  for (const root of words.length ? document.querySelectorAll(".row-text, .body") : []) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.data.toLowerCase();
      if (text.length !== walker.currentNode.data.length) continue; // İ grows: places would be off
      for (const word of words) {
        for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
          const range = new Range();
          range.setStart(walker.currentNode, at);
          range.setEnd(walker.currentNode, at + word.length);
          ranges.push(range);
        }
      }
    }
  }
  CSS.highlights.set("found", new Highlight(...ranges));
}
