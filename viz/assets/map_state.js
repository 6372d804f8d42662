/* What is switched on, how it stands in the link, and the way back.

   All of it is one plain value.  change() replaces it; whoever draws listens. */

const data = JSON.parse(document.getElementById("map-data").textContent);
/* Inside a program of a rolled-up map, everything is about that program: the link says which. */
const within = new URLSearchParams(location.hash.slice(1)).get("in") ?? "";
const inside = new Map(Object.entries(data.map.inside));
const map = inside.get(within) ?? data.map;
const steps = new Map(map.steps.map((step) => [step.key, step]));
const views = new Map(map.views.map((view) => [view.name, view]));

/* view: a named one, or "".  step, move, route: what the card is about.  start, end, hide, only,
   least: what is drawn.  slice: an edition or a group.  reach: "before" or "after" the step is lit.  base: of whom shares are. */
const NOTHING = Object.freeze({
  view: map.views[0].name, step: null, move: null, route: [], start: null, end: null, hide: [], only: [],
  reach: "", least: 0, slice: "", base: "here", theme: "", present: false,
});
/* Switching these leaves a named view what it is. */
const ASIDE = ["theme", "present"];

let state = NOTHING;
const past = [];
const future = [];
const listeners = [];

function change(patch) {
  const stays = Object.keys(patch).every((key) => key === "view" || ASIDE.includes(key));
  const next = { ...state, ...(stays ? {} : { view: "" }), ...patch };
  if (JSON.stringify(next) === JSON.stringify(state)) return;
  past.push(state);
  future.length = 0;
  enter(next);
}

function enter(next) {
  state = next;
  try {
    history.replaceState(null, "", `#${linkOf(state)}`);
  } catch {
    /* A frame in a notebook has no address of its own. */
  }
  listeners.forEach((listen) => listen());
}

function stepBack(from, to) {
  if (!from.length) return;
  to.push(state);
  enter(from.pop());
}

const undo = () => stepBack(past, future);
const redo = () => stepBack(future, past);
const reset = () => change({ ...NOTHING, theme: state.theme, present: state.present });

/* The link: names as people say them */

function nameOf(key) {
  const { name } = steps.get(key);
  const first = map.steps.find((step) => step.name === name);
  return first.key === key ? name : `${name} (${key})`;
}

function keyOf(name) {
  const found = map.steps.find((step) => nameOf(step.key) === name);
  return found ? found.key : null;
}

const plain = (text) => encodeURIComponent(text)
  .replace(/%20/g, "+").replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%3D/g, "=");

function linkOf(said) {
  const parts = [...(inside.has(within) ? [["in", within]] : []), ["view", said.view || "own"]];
  const keys = (label, list) => list.forEach((key) => parts.push([label, nameOf(key)]));
  if (said.step !== null) keys("step", [said.step]);
  if (said.move) [["from", 0], ["to", 1]].forEach(([label, at]) => keys(label, [said.move[at]]));
  keys("via", said.route);
  if (said.start !== null) keys("start", [said.start]);
  if (said.end !== null) keys("end", [said.end]);
  keys("hide", said.hide);
  keys("only", said.only);
  if (said.reach) parts.push(["reach", said.reach]);
  if (said.least) parts.push(["least", String(said.least)]);
  if (said.slice) parts.push(["show", said.slice]);
  if (said.base !== "here") parts.push(["base", said.base]);
  if (said.theme) parts.push(["theme", said.theme]);
  if (said.present) parts.push(["present", "on"]);
  const bare = parts.length === 1 && said.view === NOTHING.view;
  return bare ? "" : parts.map(([label, text]) => `${label}=${plain(text)}`).join("&");
}

/* Another map is another page: the same file, read anew. */
function openMap(name) {
  location.hash = name ? `in=${plain(name)}` : "view=";
  location.reload();
}

/* What a link says.  Names that this map does not have are left out and returned. */
function readLink(text) {
  const said = new URLSearchParams(text);
  const unknown = [];
  const known = (label) => said.getAll(label).map((name) => {
    const key = keyOf(name);
    if (key === null) unknown.push(name);
    return key;
  }).filter((key) => key !== null);
  const one = (label) => known(label)[0] ?? null;
  const among = (label, words) => (words.includes(said.get(label)) ? said.get(label) : "");
  const [from, to] = [one("from"), one("to")];
  const read = {
    ...NOTHING,
    view: views.has(said.get("view")) ? said.get("view") : "",
    step: one("step"),
    move: from !== null && to !== null ? [from, to] : null,
    route: known("via"),
    start: one("start"),
    end: one("end"),
    hide: known("hide"),
    only: known("only"),
    reach: among("reach", ["before", "after"]),
    least: Math.max(0, Math.floor(Number(said.get("least"))) || 0),
    slice: among("show", map.slices.map((one) => `${one.kind}=${one.name}`)),
    base: among("base", ["everyone"]) || "here",
    theme: among("theme", ["light", "dark"]),
    present: said.get("present") === "on",
  };
  return { read, unknown };
}

function readNamed(view) {
  const { read } = readLink(view.link);
  return { ...read, view: view.name, theme: state.theme, present: state.present };
}

/* A link that names a view and nothing else means all that the view switches on. */
function readAddress() {
  const text = location.hash.slice(1);
  if (!text || text === "view=" || text === `in=${plain(within)}`) return { read: NOTHING, unknown: [] };
  const { read, unknown } = readLink(text);
  const view = views.get(read.view);
  const bare = [...new URLSearchParams(text).keys()]
    .every((key) => ["in", "view"].includes(key) || ASIDE.includes(key));
  const whole = view && bare
    ? { ...readNamed(view), theme: read.theme, present: read.present } : read;
  return { read: whole, unknown };
}
