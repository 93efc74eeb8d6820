// One comment: its thread, what people and the model said, and the words that pushed it.

let towards = null; // what the reasons compare; null: the model's class with the best other one
let against = null;

function renderDetail() {
  const c = byId.get(state.comment);
  const detail = $("detail");
  document.body.classList.toggle("reading", Boolean(c));
  if (!c) {
    detail.removeAttribute("data-id");
    fill(detail, make("p", { class: "empty" }, shown.length ? "Choose a comment: click one, or press j. A cell of the matrix lists the comments behind it." : "No comment fits these filters."));
    return;
  }
  if (detail.dataset.id !== c.id) towards = against = null;
  const same = detail.dataset.id === c.id;
  const held = same && detail.contains(document.activeElement) ? signOf(document.activeElement) : null;
  detail.dataset.id = c.id;
  const [a, b] = comparedClasses(c);
  fill(detail,
    stepsOf(c),
    headOf(c),
    threadOf(c, a, b),
    verdictOf(c),
    markForm(c),
    reasonsOf(c, a, b),
    codersOf(c));
  if (!same) detail.scrollTop = 0;
  const again = held && [...detail.querySelectorAll("button, select, input")].find((node) => signOf(node) === held && !node.disabled);
  if (again) again.focus({ preventScroll: true }); // drawing anew must not throw anyone out of their place
  showFound();
}

const signOf = (node) => ["do", "verdict", "stance"].map((name) => node.dataset[name] || "").join(" ");

function stepsOf(c) {
  const at = shown.indexOf(c);
  return make("nav", { class: "steps", "aria-label": "Comments of the list" },
    make("button", { type: "button", class: "back", "data-do": "back" }, "← List"),
    make("span", { class: "place" }, at < 0 ? "not in this list" : `${(at + 1).toLocaleString("en")} of ${shown.length.toLocaleString("en")}`),
    make("button", { type: "button", "data-do": "previous", disabled: at === 0 }, make("kbd", {}, "k"), " Previous"),
    make("button", { type: "button", "data-do": "next", disabled: at === shown.length - 1 }, make("kbd", {}, "j"), " Next"));
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
  const thread = byConversation.get(c.conversation_id) || [];
  return make("header", { class: "detail-head" }, headline,
    make("p", { class: "meta" }, make("a", { href: addressOf({ comment: c.id }), title: "Link to this comment" }, c.id),
      c.origin ? ` · ${c.origin}` : "",
      thread.length > 1 ? " · " : c.conversation_id && c.conversation_id !== c.id ? ` · thread ${c.conversation_id}` : "",
      thread.length > 1 ? make("a", { href: addressOf({ thread: c.conversation_id, sort: "thread", comment: c.id }) }, `whole thread (${thread.length.toLocaleString("en")})`) : null));
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
      make("mark", { class: "against" }, "dotted"), ` for ${names[b]}; the deeper the tint, the more.`));
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
      make("td", { class: "who" }, [name === c.gold ? "people" : "", name === c.predicted ? "model" : "", name === c.other ? "other model" : "", name === c.secondary ? "second reading" : ""].filter(Boolean).join(" · ")));
  });
  return make("table", { class: "verdict" }, make("caption", {}, c.right ? `The model agrees, ${percent(c.p)} sure` : `The model says ${c.predicted}, ${percent(c.p)} sure; people said ${c.gold}`),
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
  const bias = difference(c.reasons.bias, [a, b], 0);
  const rest = difference(c.reasons.rest, [a, b], 0);
  const total = pushes.reduce((sum, p) => sum + p[2], 0) + bias + rest;
  let hidden = rest;
  const column = (title, sign) => {
    const chosen = pushes.filter((p) => sign * p[2] > 0.005).sort((x, y) => sign * (y[2] - x[2])).slice(0, 8);
    for (const p of pushes) if (sign * p[2] > 0 && !chosen.includes(p)) hidden += p[2];
    if (!chosen.length) return make("div", {}, make("h4", {}, title), make("p", { class: "none" }, "no word"));
    return make("div", {}, make("h4", {}, title), make("ol", {}, ...chosen.map(([word, place, push]) =>
      make("li", {}, make("span", { class: sign > 0 ? "word for" : "word against" }, word), place ? make("small", {}, " " + place) : null, make("span", { class: "number" }, signed(push))))));
  };
  const chooser = (id, label, at) => make("label", {}, label + " ", make("select", { id, "data-do": id },
    ...names.map((n, k) => make("option", { value: n, selected: k === at }, n))));
  return make("section", { class: "reasons" },
    make("h3", {}, "Why"),
    make("p", { class: "compare" }, chooser("towards", "What speaks for", a), " ", chooser("against", "rather than", b)),
    a === b ? make("p", { class: "sum" }, "Choose two classes.") : make("div", { class: "columns" }, column(`for ${names[a]}`, 1), column(`for ${names[b]}`, -1)),
    a === b ? null : make("p", { class: "sum" }, `Before any word ${signed(bias)}, weaker reasons ${signed(hidden)}; all together ${signed(total)} in log-odds, for ${names[total > 0 ? a : b]}.`));
}

function codersOf(c) {
  const coders = Object.entries(c.coders || {});
  if (!coders.length && !c.note && !c.moderation) return null;
  return make("section", { class: "coders" }, make("h3", {}, "What people noted"),
    coders.length ? make("p", {}, ...coders.flatMap(([coder, name], i) => [i ? " · " : "", `coder ${coder}: `, classTag(name)])) : null,
    c.moderation ? make("p", {}, `Moderation: ${c.moderation}`) : null,
    c.note ? make("blockquote", {}, c.note) : null);
}
