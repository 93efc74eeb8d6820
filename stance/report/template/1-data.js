"use strict";
// The document of the report, what can be looked up in it, and building elements from text.

const report = JSON.parse(document.getElementById("report-data").textContent);
const names = report.classes.map((c) => c.name);
const cases = report.cases;
const byId = new Map();
const byConversation = new Map();
const repliesTo = new Map();
// The server of `stance review` says so here; a file opened from disk keeps marks itself.
const isServed = location.protocol.startsWith("http");

const $ = (id) => document.getElementById(id);

// In place of what a node holds; what is not there is passed over.
function fill(node, ...children) {
  node.replaceChildren(...children.filter((child) => child !== null && child !== undefined));
}

// All text goes through textContent: nothing a commenter wrote can become markup.
function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    node.setAttribute(name, value === true ? "" : value);
  }
  fill(node, ...children);
  return node;
}

cases.forEach((c, i) => {
  c.index = i;
  c.right = c.gold === c.predicted;
  c.p = c.probabilities[names.indexOf(c.predicted)];
  const gold = c.probabilities[names.indexOf(c.gold)];
  let other = 0;
  names.forEach((name, k) => { if (name !== c.gold) other = Math.max(other, c.probabilities[k]); });
  c.wrongness = other - gold; // above 0: the model preferred another class by so much
  byId.set(c.id, c);
  if (c.conversation_id) {
    if (!byConversation.has(c.conversation_id)) byConversation.set(c.conversation_id, []);
    byConversation.get(c.conversation_id).push(c);
  }
  if (c.reply_to) {
    if (!repliesTo.has(c.reply_to)) repliesTo.set(c.reply_to, []);
    repliesTo.get(c.reply_to).push(c);
  }
});

function ancestorsOf(c) {
  const above = [];
  const seen = new Set([c.id]);
  let here = byId.get(c.reply_to);
  while (here && !seen.has(here.id)) {
    seen.add(here.id);
    above.unshift(here);
    here = byId.get(here.reply_to);
  }
  return above;
}

function haystack(c) {
  if (c.haystack === undefined) {
    c.haystack = [c.text, c.headline, c.speaker, c.id, c.note].filter(Boolean).join("\n").toLowerCase();
  }
  return c.haystack;
}

// Never 0% or 100% unless exact.
function percent(share) {
  const rounded = Math.round(100 * share);
  if (rounded === 0 && share > 0) return "<1%";
  if (rounded === 100 && share < 1) return ">99%";
  return rounded + "%";
}

function signed(weight) {
  if (Math.abs(weight) < 0.005) return "0.00";
  return (weight < 0 ? "−" : "+") + Math.abs(weight).toFixed(2);
}

function classTag(name, prefix) {
  const k = names.indexOf(name);
  return make("span", { class: `tag c${k % 8}`, title: (report.classes[k] || {}).description || null }, prefix ? make("span", { class: "visually-hidden" }, prefix + " ") : null, name);
}
