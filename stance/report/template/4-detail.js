// One comment: its thread, what people and the model said, and the words that pushed it.

let towards = null; // what the reasons compare; null: the model's class with the best other one
let against = null;

function renderDetail() {
  const c = byId.get(state.comment);
  const detail = $("detail");
  document.body.classList.toggle("reading", Boolean(c));
  if (!c) {
    detail.replaceChildren(make("p", { class: "empty" }, shown.length ? "Choose a comment." : "No comment fits these filters."));
    return;
  }
  if (detail.dataset.id !== c.id) towards = against = null;
  detail.dataset.id = c.id;
  const [a, b] = comparedClasses(c);
  detail.replaceChildren(
    make("button", { type: "button", class: "back", "data-do": "back" }, "← Back to the list"),
    headOf(c),
    threadOf(c, a, b),
    verdictOf(c),
    markForm(c),
    reasonsOf(c, a, b),
    codersOf(c));
  detail.scrollTop = 0;
}

function comparedClasses(c) {
  let other = c.gold;
  if (c.right) {
    other = names.filter((n) => n !== c.predicted)
      .reduce((best, n) => c.probabilities[names.indexOf(n)] > c.probabilities[names.indexOf(best)] ? n : best, names.find((n) => n !== c.predicted));
  }
  return [names.indexOf(towards ?? c.predicted), names.indexOf(against ?? other)];
}

function headOf(c) {
  const weights = comparedClasses(c);
  const headline = c.headline
    ? make("p", { class: "headline" }, ...placeWords(c.headline, c.reasons && c.reasons.headline, weights, scaleOf(c, weights))) : null;
  return make("header", { class: "detail-head" }, headline,
    make("p", { class: "meta" }, make("a", { href: addressOf({ comment: c.id }), title: "Link to this comment" }, c.id),
      c.origin ? ` · ${c.origin}` : "", c.conversation_id ? ` · thread ${c.conversation_id}` : ""));
}

function threadOf(c, a, b) {
  const scale = scaleOf(c, [a, b]);
  const thread = make("div", { class: "thread" });
  const above = ancestorsOf(c);
  above.forEach((parent, i) => {
    const answered = i === above.length - 1;
    thread.append(neighbour(parent, answered ? "answers" : "above", answered && c.reasons ? c.reasons.parent : null, [a, b], scale));
  });
  if (!above.length && c.parent_text) {
    thread.append(make("div", { class: "neighbour" }, make("p", { class: "by" }, "in answer to"),
      make("blockquote", {}, ...placeWords(c.parent_text, c.reasons && c.reasons.parent, [a, b], scale))));
  }
  thread.append(make("div", { class: "this" },
    make("h3", { class: "by" }, c.speaker || "a reader"),
    make("p", { class: "body" }, ...placeWords(c.text, c.reasons && c.reasons.text, [a, b], scale))));
  if (c.reasons) {
    thread.append(make("p", { class: "legend" }, make("mark", { class: "for" }, "underlined"), ` speaks for ${names[a]}, `,
      make("mark", { class: "against" }, "dotted"), ` for ${names[b]}; the deeper the tint, the more`));
  }
  const replies = repliesTo.get(c.id) || [];
  if (replies.length) {
    thread.append(make("div", { class: "replies" },
      make("h4", {}, replies.length === 1 ? "1 reply" : `${replies.length} replies`),
      ...replies.map((reply) => neighbour(reply, "reply", null, [a, b], scale))));
  }
  return thread;
}

function neighbour(c, kind, spans, weights, scale) {
  return make("div", { class: "neighbour " + kind },
    make("p", { class: "by" }, c.speaker || "a reader", " ", classTag(c.gold, "people said"),
      c.right ? null : make("span", { class: "arrow" }, " taken for "), c.right ? null : classTag(c.predicted, "model said"),
      " ", make("a", { href: addressOf({ ...state, comment: c.id }) }, "open")),
    make("blockquote", {}, ...placeWords(c.text, spans, weights, scale)));
}

function verdictOf(c) {
  const rows = names.map((name, k) => {
    const bar = make("span", { class: `fill c${k % 8}` });
    bar.style.width = 100 * c.probabilities[k] + "%";
    return make("tr", { class: name === c.predicted ? "said" : null },
      make("th", { scope: "row" }, classTag(name)),
      make("td", { class: "bar", "aria-hidden": "true" }, bar),
      make("td", { class: "number" }, percent(c.probabilities[k])),
      make("td", { class: "who" }, [name === c.gold ? "people" : "", name === c.predicted ? "model" : "", name === c.secondary ? "second reading" : ""].filter(Boolean).join(" · ")));
  });
  return make("table", { class: "verdict" }, make("caption", {}, c.right ? "The model agrees with the label" : `The model is off by ${c.wrongness.toFixed(2)}`),
    make("tbody", {}, ...rows));
}

const difference = (w, [a, b], from) => w[from + a] - w[from + b];

function scaleOf(c, weights) {
  if (!c.reasons) return 1;
  const all = [...(c.reasons.text || []), ...(c.reasons.parent || []), ...(c.reasons.headline || [])];
  return Math.max(0.05, ...all.map((w) => Math.abs(difference(w, weights, 2))));
}

// The words of a text, those that pushed it marked: underlined for, dotted against.
function placeWords(text, spans, weights, scale) {
  if (!spans || !spans.length) return [text];
  const points = Array.from(text); // spans count code points
  const out = [];
  let at = 0;
  for (const span of [...spans].sort((x, y) => x[0] - y[0])) {
    const [start, stop] = span;
    const push = difference(span, weights, 2);
    if (start < at || Math.abs(push) < 0.02 * scale) continue;
    out.push(points.slice(at, start).join(""));
    const strength = Math.min(4, Math.ceil(4 * Math.abs(push) / scale));
    out.push(make("mark", { class: `${push > 0 ? "for" : "against"} s${strength}`, title: `${signed(push)} ${push > 0 ? "for " + names[weights[0]] : "for " + names[weights[1]]}` },
      points.slice(start, stop).join("")));
    at = stop;
  }
  out.push(points.slice(at).join(""));
  return out;
}

function reasonsOf(c, a, b) {
  if (!c.reasons) return null;
  const pushes = [];
  for (const [place, source] of [["text", c.text], ["parent", (byId.get(c.reply_to) || {}).text || c.parent_text || ""], ["headline", c.headline || ""]]) {
    const points = Array.from(source);
    for (const span of c.reasons[place] || []) pushes.push([points.slice(span[0], span[1]).join(""), place === "text" ? "" : place, difference(span, [a, b], 2)]);
  }
  for (const other of c.reasons.other || []) pushes.push([other[0], "context", difference(other, [a, b], 1)]);
  const rest = difference(c.reasons.rest, [a, b], 0);
  const total = pushes.reduce((sum, p) => sum + p[2], 0) + rest;
  const column = (title, sign) => {
    const chosen = pushes.filter((p) => sign * p[2] > 0.005).sort((x, y) => sign * (y[2] - x[2])).slice(0, 8);
    return make("div", {}, make("h4", {}, title), make("ol", {}, ...chosen.map(([word, place, push]) =>
      make("li", {}, make("span", { class: sign > 0 ? "word for" : "word against" }, word), place ? make("small", {}, " " + place) : null, make("span", { class: "number" }, signed(sign * push))))));
  };
  const chooser = (id, label, at) => make("label", {}, label + " ", make("select", { id, "data-do": id },
    ...names.map((n, k) => make("option", { value: n, selected: k === at }, n))));
  return make("section", { class: "reasons" },
    make("h3", {}, "Why"),
    make("p", { class: "compare" }, chooser("towards", "What speaks for", a), " ", chooser("against", "rather than", b)),
    make("div", { class: "columns" }, column(`for ${names[a]}`, 1), column(`for ${names[b]}`, -1)),
    make("p", { class: "sum" }, `Everything else adds ${signed(rest)}; together ${signed(total)} in log-odds${a === b ? "" : ` for ${names[total > 0 ? a : b]}`}.`));
}

function codersOf(c) {
  const coders = Object.entries(c.coders || {});
  if (!coders.length && !c.note && !c.moderation) return null;
  return make("section", { class: "coders" }, make("h3", {}, "What people noted"),
    coders.length ? make("p", {}, ...coders.flatMap(([coder, name], i) => [i ? " · " : "", `coder ${coder}: `, classTag(name)])) : null,
    c.moderation ? make("p", {}, `Moderation: ${c.moderation}`) : null,
    c.note ? make("blockquote", {}, c.note) : null);
}
