/* What is switched on, how it stands in the link, and the way back.

   All of it is one plain value.  change() replaces it; whoever draws listens. */

const data = JSON.parse(document.getElementById("map-data").textContent);
const { area: AREA } = data.map;
const stops = data.map.stops;
const inside = new Map(Object.entries(data.map.inside));
const views = new Map(data.map.views.map((view) => [view.name, view]));

/* The scene that is shown: its picture, and what is told of all steps and moves, drawn or not. */
let map = null;
let told = new Map();
let steps = new Map();
let arrows = new Map();
let moves = new Map();
let routes = new Map();
let slices = new Map();

const arrowKey = (from, to) => `${from}>${to}`;
const sceneOf = (said) => inside.get(said.inside) ?? stops[said.amount];
const levelOf = (name) => data.map.levels[inside.get(name)?.level ?? 0];

function take(scene) {
  const level = data.map.levels[scene.level];
  told = new Map(level.cards.map((one) => [one.key, one]));
  const placed = scene.places.map(([key, x, y, r, inner, reach]) => ({ ...told.get(key), x, y, r, inner, reach }));
  map = { ...level, ...scene, scene, steps: placed };
  steps = new Map(placed.map((step) => [step.key, step]));
  arrows = new Map(map.arrows.map((arrow) => [arrowKey(arrow.from, arrow.to), arrow]));
  moves = new Map(level.moves.map(([from, to, ...told]) => [arrowKey(from, to), told]));
  routes = new Map(level.routes.map(([keys, exactly, atLeast]) => [keys.join(">"), { exactly, atLeast }]));
  slices = new Map(level.slices.map((one) => [`${one.kind}=${one.name}`, one]));
}

/* view: a named one, or "".  inside: a program, or an opened circle.  amount: how much is drawn, from
   fewer to everything.  step, move, route: what the card is about.  start, end, hide, only, least:
   what is drawn.  slice: an edition or a group.  reach: "before" or "after" the step is lit.  base: of
   whom shares are. */
const NOTHING = Object.freeze({
  view: data.map.views[0].name, inside: "", amount: data.map.first, step: null, move: null, route: [],
  start: null, end: null, hide: [], only: [], reach: "", least: 0, slice: "", base: "here", theme: "",
  present: false,
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
  enter(next, true);
}

/* Every change has an address of its own, so that the browser's Back takes one step back. */
function enter(next, anew) {
  state = next;
  if (sceneOf(state) !== map?.scene) take(sceneOf(state));
  const address = `#${linkOf(state)}`;
  try {
    if (anew && address !== (location.hash || "#")) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  } catch {
    /* A frame in a notebook has no address of its own. */
  }
  listeners.forEach((listen) => listen());
}

function stepBack(from, to) {
  if (!from.length) return;
  to.push(state);
  enter(from.pop(), true);
}

const undo = () => stepBack(past, future);
const redo = () => stepBack(future, past);
const reset = () => change({ ...NOTHING, theme: state.theme, present: state.present });

/* Another map: nothing of what was chosen on this one is on it. */
const openMap = (name) => change({
  ...NOTHING, view: name ? "" : NOTHING.view, inside: name, base: state.base, theme: state.theme, present: state.present,
});

/* The least amount at which all of these steps are drawn, if there is one. */
function revealing(keys) {
  if (state.inside || keys.every((key) => steps.has(key))) return {};
  const amount = stops.findIndex(({ places }) => keys.every((key) => places.some(([one]) => one === key)));
  return amount < 0 ? {} : { amount };
}

/* The link: names as people say them */

function nameOf(key, cards = map.cards) {
  const { name } = cards.find((step) => step.key === key);
  const first = cards.find((step) => step.name === name);
  return first.key === key ? name : `${name} (${key})`;
}

function keyOf(name, cards) {
  const found = cards.find((step) => step.name === name) ?? cards.find((step) => nameOf(step.key, cards) === name);
  return found ? found.key : null;
}

const plain = (text) => encodeURIComponent(text)
  .replace(/%20/g, "+").replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%3D/g, "=");

function linkOf(said) {
  const parts = [...(said.inside ? [["in", said.inside]] : []), ["view", said.view || "own"]];
  const keys = (label, list) => list.forEach((key) => parts.push([label, nameOf(key)]));
  if (said.amount !== NOTHING.amount) parts.push(["amount", String(said.amount)]);
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

/* What a link says.  Names that this map does not have are left out and returned. */
function readLink(text) {
  const said = new URLSearchParams(text);
  const unknown = [];
  const within = inside.has(said.get("in")) ? said.get("in") : "";
  const { cards, slices: parts } = levelOf(within);
  const known = (label) => said.getAll(label).map((name) => {
    const key = keyOf(name, cards);
    if (key === null) unknown.push(name);
    return key;
  }).filter((key) => key !== null);
  const one = (label) => known(label)[0] ?? null;
  const among = (label, words) => (words.includes(said.get(label)) ? said.get(label) : "");
  const amount = Number(said.get("amount") ?? NaN);
  const [from, to] = [one("from"), one("to")];
  const read = {
    ...NOTHING,
    view: views.has(said.get("view")) ? said.get("view") : "",
    inside: within,
    amount: amount in stops ? amount : NOTHING.amount,
    step: one("step"),
    move: from !== null && to !== null ? [from, to] : null,
    route: known("via"),
    start: one("start"),
    end: one("end"),
    hide: known("hide"),
    only: known("only"),
    reach: among("reach", ["before", "after"]),
    least: Math.max(0, Math.floor(Number(said.get("least"))) || 0),
    slice: among("show", parts.map((one) => `${one.kind}=${one.name}`)),
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
  if (!text || text === "view=") return { read: NOTHING, unknown: [] };
  const { read, unknown } = readLink(text);
  const view = views.get(read.view);
  const bare = [...new URLSearchParams(text).keys()].every((key) => key === "view" || ASIDE.includes(key));
  const whole = view && bare
    ? { ...readNamed(view), theme: read.theme, present: read.present } : read;
  return { read: whole, unknown };
}
