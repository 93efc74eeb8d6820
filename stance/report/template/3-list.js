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
  showFound();
}

function makeRow(c, i) {
  const row = make("div", {
    role: "option", id: "row-" + c.index, class: "row" + (c.right ? "" : " wrong"), "data-id": c.id,
    "aria-posinset": i + 1, "aria-setsize": shown.length, "aria-selected": c.id === state.comment ? "true" : "false",
  },
    make("div", { class: "row-head" },
      classTag(c.gold, "people said"),
      c.right ? make("span", { class: "same" }, "✓ model agrees") : make("span", { class: "arrow" }, "taken for"),
      c.right ? null : classTag(c.predicted, "model said"),
      markBadge(c),
      sureness(c)),
    make("p", { class: "row-text" }, c.text.length > 320 ? c.text.slice(0, 320) + "…" : c.text));
  row.style.top = i * ROW + "px";
  return row;
}

// How sure the model is of its class; of a mistake, how much it gave the right one, too.
function sureness(c) {
  if (c.right) return make("span", { class: "sure", title: `${percent(c.p)} sure of ${c.predicted}` }, percent(c.p));
  const gold = percent(c.probabilities[names.indexOf(c.gold)]);
  return make("span", { class: "sure", title: `${percent(c.p)} sure of ${c.predicted}, ${gold} of ${c.gold}` }, `${percent(c.p)} : ${gold}`);
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
  const opens = id && !state.comment && isNarrow();
  state.comment = id;
  // On a phone the comment covers the list: "back" of the browser must lead to the list again.
  if (opens) history.pushState({ opened: true }, "", addressOf(state));
  else writeAddress();
  scrollToChosen();
  pointAtChosen();
  renderDetail();
  if (focus) $("detail").focus({ preventScroll: true });
}

function step(by) {
  if (!shown.length) return;
  const at = shown.findIndex((c) => c.id === state.comment);
  const next = at < 0 ? (by < 0 ? shown.length - 1 : 0) : Math.min(shown.length - 1, Math.max(0, at + by));
  choose(shown[next].id);
}

function closeComment() {
  if (history.state && history.state.opened) history.back();
  else choose("");
  $("list").focus({ preventScroll: true });
}

// What typically goes wrong in a cell: the words that did most for the wrong class, over all its
// comments (stance/evaluation/typical.py says the same of a whole cell).
const TYPICAL = 10;
function describeTypical() {
  const box = $("typical");
  const mixed = state.gold && state.predicted && state.gold !== state.predicted && shown.length;
  box.hidden = !mixed;
  if (!mixed) return;
  const [said, gold] = [names.indexOf(state.predicted), names.indexOf(state.gold)];
  const explained = shown.filter((c) => c.reasons);
  const pushes = new Map();
  let bias = 0;
  for (const c of explained) {
    bias += difference(c.reasons.bias, [said, gold], 0) / explained.length;
    for (const [word, push] of pushesOf(c, said, gold)) {
      if (!pushes.has(word)) pushes.set(word, []);
      pushes.get(word).push(push);
    }
  }
  const rightly = new Map(); // how often the same word speaks for the class where it is right
  for (const c of cases) {
    if (!c.right || c.predicted !== state.predicted || !c.reasons) continue;
    for (const [word, push] of pushesOf(c, said, gold)) if (push > 0 && pushes.has(word)) rightly.set(word, (rightly.get(word) || 0) + 1);
  }
  const least = Math.min(explained.length, 2);
  const best = [...pushes].filter(([, all]) => all.length >= least).map(([word, all]) => [word, all.length, all.reduce((a, b) => a + b, 0)])
    .filter(([, , sum]) => sum > 0).sort((a, b) => b[2] - a[2] || (a[0] < b[0] ? -1 : 1)).slice(0, TYPICAL);
  const open = shown.filter((c) => c.secondary === c.predicted || Object.values(c.coders || {}).includes(c.predicted)).length;
  fill($("typical-words"),
    best.length ? make("p", {}, `What did most for ${state.predicted} against ${state.gold}: each word, its mean push in log-odds, how many of these comments hold it, and in how many it speaks for ${state.predicted} rightly.`) : null,
    best.length ? make("ul", { class: "words" }, ...best.map(([word, n, sum]) => make("li", {},
      make("a", { href: addressOf({ ...state, q: word, comment: "" }), title: `Show the ${n} comments with it` }, word), make("small", {}, ` ${signed(sum / n)} · ${n} here, ${(rightly.get(word) || 0).toLocaleString("en")} right`)))) : null,
    make("p", {}, [
      explained.length && Math.abs(bias) >= 0.005 ? `Before any word, the model leans ${signed(Math.abs(bias))} towards ${bias > 0 ? state.predicted : state.gold}.` : "",
      open ? `A coder, or the second reading, says ${state.predicted} too of ${open.toLocaleString("en")} of these comments.` : ""].join(" ")));
  box.hidden = !(best.length || open);
}

// How far each word of a comment pushes it towards one class from another.
function pushesOf(c, said, gold) {
  const points = Array.from(c.text);
  const here = new Map();
  for (const span of c.reasons.text || []) {
    const raw = points.slice(span[0], span[1]).join("").toLowerCase();
    const word = raw.replace(/^[^\p{L}\p{N}_]+|[^\p{L}\p{N}_]+$/gu, "") || raw;
    here.set(word, (here.get(word) || 0) + difference(span, [said, gold], 2));
  }
  return here;
}
