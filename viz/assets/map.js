/* The live map: vis-network's canvas, what the pointer and the keys do on it, and the start. */

const page = document.querySelector(".page");
const box = byId("map");
const tip = byId("tip");
const buttons = byId("steps");
const narrow = window.matchMedia("(max-width: 999px)");
let focused = null;
let points = new Map();
let framed = "";

document.documentElement.classList.add("live");
take(stops[data.map.first]);
const nodes = new vis.DataSet(data.nodes);
const edges = new vis.DataSet(data.edges);
const network = new vis.Network(box, { nodes, edges }, data.options);
/* The buttons of the steps stand for the canvas: it takes no focus of its own. */
box.querySelectorAll("[tabindex]").forEach((one) => one.setAttribute("tabindex", "-1"));

function drawFocus(ctx) {
  const circle = steps.get(focused ?? state.step);
  if (!circle || !shown.steps.has(circle.key)) return;
  ctx.save();
  ctx.strokeStyle = focused === null ? palette.text : palette.up;
  ctx.lineWidth = focused === null ? 2 : 3;
  ctx.beginPath();
  ctx.arc(circle.x, circle.y, circle.reach + 4, 0, 2 * Math.PI);
  ctx.stroke();
  ctx.restore();
}

/* The names of tiers stay at the left of what is seen, wherever the view has moved. */
function atLeft(mark) {
  if (!mark.text || mark.anchor !== "start" || mark.owners || mark.x > AREA.x + 220) return mark;
  const { x, y } = network.DOMtoCanvas({ x: 0, y: 0 });
  const text = mark.y - (mark.size ?? 14) < y ? "" : mark.text;
  return { ...mark, text, x: mark.x + Math.max(0, x - AREA.x) };
}

network.on("beforeDrawing", (ctx) => { if (shown) drawAll(ctx, underDiscs().map(atLeft)); });
network.on("afterDrawing", (ctx) => {
  if (!shown) return;
  drawAll(ctx, overDiscs());
  drawFocus(ctx);
});

/* The part of the map that is filled: all of it, or what a filter has left. */
function frame() {
  if (shown.steps.size === map.steps.length || !shown.steps.size) return AREA;
  const kept = map.steps.filter(({ key }) => shown.steps.has(key));
  const [left, right] = [Math.min(...kept.map((c) => c.x - c.r)) - 190, Math.max(...kept.map((c) => c.x + c.r)) + 190];
  const [top, bottom] = [Math.min(...kept.map((c) => c.y - c.r)) - 90, Math.max(...kept.map((c) => c.y + c.r)) + 90];
  const x = Math.max(AREA.x, left);
  const y = Math.max(AREA.y, top);
  const [w, h] = [Math.min(AREA.x + AREA.w, right) - x, Math.min(AREA.y + AREA.h, bottom) - y];
  // To move the view for a little more size would only make everybody look for their circle.
  return Math.max(w / AREA.w, h / AREA.h) > 0.8 ? AREA : { x, y, w, h };
}

/* A canvas that was made in a hidden frame has no size: every change of size fits it anew. */
function fit() {
  const [wide, high] = [box.clientWidth, box.clientHeight];
  if (!wide || !shown) return;
  network.setSize(`${wide}px`, `${high}px`);
  network.setOptions({ interaction: { dragView: !narrow.matches, zoomView: !narrow.matches } });
  const { x, y, w, h } = frame();
  network.moveTo({ position: { x: x + w / 2, y: y + h / 2 }, scale: Math.min(wide / w, high / h), animation: false });
  network.redraw();
}

const least = () => Math.min(box.clientWidth / AREA.w, box.clientHeight / AREA.h);
network.on("zoom", () => { if (network.getScale() < least()) fit(); });
network.on("doubleClick", fit);

function dress() {
  palette = data.map.palettes[themeNow()];
  shown = drawn();
  light = lit(shown);
  const { fill, alpha } = discLook();
  const gone = nodes.getIds().filter((key) => !steps.has(key));
  if (gone.length) nodes.remove(gone);
  nodes.update(map.steps.map((step) => ({
    id: step.key, x: step.x, y: step.y, shape: "dot", label: " ", fixed: true, physics: false,
    size: discSize(step),
    hidden: !shown.steps.has(step.key),
    opacity: (isLit({ owners: [step.key] }) ? 1 : FAINT) * alpha,
    color: { background: palette[fill], border: palette[fill] },
  })));
  for (const { key } of map.steps) byId(`step-${key}`).disabled = !shown.steps.has(key);
  network.redraw();
}

/* Another scene has other steps; the view is fitted anew where something else is to be seen. */
let staged = null;
function stage() {
  if (staged !== map.scene) {
    staged = map.scene;
    points = new Map(map.arrows.map((arrow) => [arrow, sampled(arrow.curve)]));
    edges.clear();
    makeButtons();
  }
}

function show() {
  stage();
  showBar();
  dress();
  showDrawn();
  showLegend();
  showCard();
  tip.hidden = true;
  const now = JSON.stringify([state.inside, state.amount, [...shown.steps], state.present]);
  if (now !== framed) fit();
  framed = now;
}

/* Finding what is under the pointer */

function sampled([p0, p1, p2, p3]) {
  return Array.from({ length: 41 }, (_, i) => {
    const t = i / 40;
    const s = 1 - t;
    const at = (k) => s * s * s * p0[k] + 3 * s * s * t * p1[k] + 3 * s * t * t * p2[k] + t * t * t * p3[k];
    return [at(0), at(1)];
  });
}

function nearest(things, distance, reach) {
  let best = null;
  let least = Infinity;
  for (const thing of things) {
    const away = distance(thing);
    if (away < least && away <= reach(thing)) [best, least] = [thing, away];
  }
  return best;
}

function under({ x, y }) {
  const off = (c) => Math.hypot(c.x - x, c.y - y);
  const step = nearest(map.steps.filter((c) => shown.steps.has(c.key)), off, (c) => Math.max(c.reach, 12));
  const kept = map.arrows.filter((a) => shown.arrows.has(arrowKey(a.from, a.to)));
  const on = ({ pill }) => pill && x >= pill[0] && x <= pill[0] + pill[2] && y >= pill[1] && y <= pill[1] + pill[3];
  const away = (a) => (on(a) ? 0 : Math.min(...points.get(a).map(([px, py]) => Math.hypot(px - x, py - y))));
  return { step, arrow: step ? null : nearest(kept, away, (a) => 6 + a.width / 2) };
}

function onMap(event) {
  const frame = box.getBoundingClientRect();
  return network.DOMtoCanvas({ x: event.clientX - frame.left, y: event.clientY - frame.top });
}

/* The hover card: one fact a line, where it covers nothing that can be clicked */

function covers(left, top, wide, high) {
  const [a, b] = [[left, top], [left + wide, top + high]].map(([x, y]) => network.DOMtoCanvas({ x, y }));
  const away = (low, at, up) => Math.max(low - at, 0, at - up);
  const discs = map.steps.filter((c) => shown.steps.has(c.key)
    && Math.hypot(away(a.x, c.x, b.x), away(a.y, c.y, b.y)) < c.reach);
  const shares = map.arrows.filter(({ pill }) => pill && pill[0] < b.x && pill[0] + pill[2] > a.x && pill[1] < b.y && pill[1] + pill[3] > a.y);
  return discs.length + shares.length;
}

function showTip(lines, event) {
  tip.replaceChildren(...lines.map((text, i) => made(i ? "span" : "b", "", text)));
  tip.hidden = false;
  const around = page.getBoundingClientRect();
  const map = box.getBoundingClientRect();
  const [x, y] = [event.clientX - map.left, event.clientY - map.top];
  const [w, h] = [tip.offsetWidth, tip.offsetHeight];
  const [right, low] = [map.width - w - 4, map.height - h - 4];
  const near = [14, 40, 80].flatMap((off) => [[x + off, y + off], [x - w - off, y + off], [x + off, y - h - off], [x - w - off, y - h - off]]);
  const corners = [[right, low], [0, low], [right, 0], [0, 0]];
  const places = [...near.filter(([l, t]) => l >= 0 && t >= 0 && l <= right && t <= low), ...corners];
  const price = ([l, t]) => covers(l, t, w, h);
  const [left, top] = places.find((place) => !price(place)) ?? places.reduce((one, other) => (price(other) < price(one) ? other : one));
  tip.style.left = `${left + map.left - around.left}px`;
  tip.style.top = `${top + map.top - around.top}px`;
}

function hovered(event) {
  const { step, arrow } = under(onMap(event));
  box.querySelector("canvas").classList.toggle("pointing", Boolean(step || arrow));
  if (step || arrow) showTip((step || arrow).hover, event);
  else tip.hidden = true;
}

/* Choosing */

/* While a route is being made, every click is its next step. */
function chooseStep(key) {
  if (state.route.length) extendRoute(key);
  else change({ step: key, move: null, reach: "" });
}

/* The first step of a route may have been chosen without Shift. */
function extendRoute(key) {
  const begun = state.route.length || state.step === null ? state.route : [state.step];
  change({ route: [...begun, key], step: null, move: null, reach: "" });
}

let down = [0, 0];
box.addEventListener("pointerdown", (event) => { down = [event.clientX, event.clientY]; });

function clicked(event) {
  if (Math.hypot(event.clientX - down[0], event.clientY - down[1]) > 5) return;
  const { step, arrow } = under(onMap(event));
  if (step) (event.shiftKey ? extendRoute : chooseStep)(step.key);
  else if (arrow) change({ move: [arrow.from, arrow.to], route: [], reach: "" });
  else if (!state.route.length) letGo();
}

/* The keyboard: a button stands behind every circle */

function neighbour(key, dx, dy) {
  const from = steps.get(key);
  const ahead = (c) => (c.x - from.x) * dx + (c.y - from.y) * dy;
  const aside = (c) => Math.abs((c.x - from.x) * dy) + Math.abs((c.y - from.y) * dx);
  const others = map.steps.filter((c) => c.key !== key && shown.steps.has(c.key) && ahead(c) > 1);
  return nearest(others, (c) => ahead(c) + 2 * aside(c), () => Infinity);
}

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function pressed(event, key) {
  const way = WAYS[event.key];
  if (!way || state.present) return;
  event.preventDefault();
  const next = neighbour(key, ...way);
  if (next) byId(`step-${next.key}`).focus();
}

function focusOn(key) {
  focused = key;
  network.redraw();
}

function stepButton(step) {
  const one = button(step.summary, (event) => (event.shiftKey ? extendRoute : chooseStep)(step.key));
  one.id = `step-${step.key}`;
  one.addEventListener("focus", () => focusOn(step.key));
  one.addEventListener("blur", () => focusOn(null));
  one.addEventListener("keydown", (event) => pressed(event, step.key));
  return one;
}

const makeButtons = () => buttons.replaceChildren(...map.steps.map(stepButton));

function typed(event) {
  const writing = event.target.matches("input, select, textarea");
  const command = event.ctrlKey || event.metaKey;
  if (event.key === "Escape") (state.present ? () => change({ present: false }) : letGo)();
  else if (command && event.key.toLowerCase() === "z" && !writing) {
    event.preventDefault();
    (event.shiftKey ? redo : undo)();
  } else if (command || event.altKey || writing) return;
  else if (event.key.toLowerCase() === "f") change({ present: !state.present });
  else if (event.key === "0") fit();
  else if (state.present) presenting(event);
}

/* As a clicker sends them: the next view, the one before, and a dark screen. */
const TURNS = {
  PageDown: 1, ArrowRight: 1, ArrowDown: 1, " ": 1, PageUp: -1, ArrowLeft: -1, ArrowUp: -1,
};
function presenting(event) {
  const turn = TURNS[event.key];
  if (turn) turnView(turn);
  else if (event.key.toLowerCase() === "b" || event.key === ".") blank = !blank;
  else return;
  if (turn) blank = false;
  event.preventDefault();
  showBar();
}

/* The start */

function readPage() {
  const { read, unknown } = readAddress();
  byId("said").textContent = unknown.length ? `This map has no step ${unknown.join(", ")}.` : "";
  return read;
}

box.addEventListener("click", clicked);
box.addEventListener("mousemove", hovered);
box.addEventListener("mouseleave", () => { tip.hidden = true; });
document.addEventListener("keydown", typed);
dark.addEventListener("change", show);
listeners.push(show);
const readAnew = () => {
  const read = readPage();
  if (JSON.stringify(read) === JSON.stringify(state)) return;
  past.push(state);
  enter(read, false);
};
window.addEventListener("popstate", readAnew);
window.addEventListener("hashchange", readAnew);

enter(readPage(), false);
new ResizeObserver(fit).observe(box);
const first = steps.get(map.about) ?? steps.get(map.stuck) ?? map.steps[0];
const holder = document.querySelector(".stage");
if (first) holder.scrollLeft = ((first.x - AREA.x) / AREA.w) * box.clientWidth - holder.clientWidth / 2;
