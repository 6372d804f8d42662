/* The live map: vis-network's canvas, what the pointer and the keys do on it, and the start. */

const page = document.querySelector(".page");
const box = byId("map");
const tip = byId("tip");
const buttons = byId("steps");
const AREA = map.area;
let focused = null;

document.documentElement.classList.add("live");
const nodes = new vis.DataSet(map === data.map ? data.nodes : map.steps.map(
  ({ key, x, y, inner }) => ({ id: key, x, y, size: inner, shape: "dot", label: " ", fixed: true, physics: false })));
const edges = new vis.DataSet(map === data.map ? data.edges : []);
const network = new vis.Network(box, { nodes, edges }, data.options);
/* The buttons of the steps stand for the canvas: it takes no focus of its own. */
box.querySelectorAll("[tabindex]").forEach((one) => one.setAttribute("tabindex", "-1"));
const points = new Map(map.arrows.map((arrow) => [arrow, sampled(arrow.curve)]));

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

network.on("beforeDrawing", (ctx) => drawAll(ctx, underDiscs()));
network.on("afterDrawing", (ctx) => {
  drawAll(ctx, overDiscs());
  drawFocus(ctx);
});

/* A canvas that was made in a hidden frame has no size: every change of size fits it anew. */
function fit() {
  const wide = box.clientWidth;
  if (!wide) return;
  network.setSize(`${wide}px`, `${box.clientHeight}px`);
  const position = { x: AREA.x + AREA.w / 2, y: AREA.y + AREA.h / 2 };
  network.moveTo({ position, scale: wide / AREA.w, animation: false });
  network.redraw();
}

function dress() {
  palette = map.palettes[themeNow()];
  shown = drawn();
  light = lit(shown);
  const { fill, alpha } = discLook();
  nodes.update(map.steps.map((step) => ({
    id: step.key,
    size: discSize(step),
    hidden: !shown.steps.has(step.key),
    opacity: (isLit({ owners: [step.key] }) ? 1 : FAINT) * alpha,
    color: { background: palette[fill], border: palette[fill] },
  })));
  for (const { key } of map.steps) byId(`step-${key}`).disabled = !shown.steps.has(key);
  network.redraw();
}

function show() {
  showBar();
  dress();
  showDrawn();
  showCard();
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

/* The hover card */

function showTip(lines, event) {
  tip.replaceChildren(...lines.map((text, i) => made(i ? "span" : "b", "", text)));
  tip.hidden = false;
  const frame = page.getBoundingClientRect();
  const x = event.clientX - frame.left + 14;
  const y = event.clientY - frame.top + 14;
  tip.style.left = `${Math.max(0, Math.min(x, frame.width - tip.offsetWidth - 8))}px`;
  tip.style.top = `${Math.max(0, Math.min(y, frame.height - tip.offsetHeight - 8))}px`;
}

function hovered(event) {
  const { step, arrow } = under(onMap(event));
  box.querySelector("canvas").classList.toggle("pointing", Boolean(step || arrow));
  if (step || arrow) showTip((step || arrow).hover, event);
  else tip.hidden = true;
}

/* Choosing */

const chooseStep = (key) => change({ step: key, move: null, route: [], reach: "" });

/* The first step of a route may have been chosen without Shift. */
function extendRoute(key) {
  const begun = state.route.length || state.step === null ? state.route : [state.step];
  change({ route: [...begun, key], step: null, move: null, reach: "" });
}

function clicked(event) {
  const { step, arrow } = under(onMap(event));
  if (step) (event.shiftKey ? extendRoute : chooseStep)(step.key);
  else if (arrow) change({ move: [arrow.from, arrow.to], route: [], reach: "" });
  else letGo();
}

const letGo = () => change({ step: null, move: null, route: [], reach: "" });

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

for (const step of map.steps) {
  const one = button(step.summary, (event) => (event.shiftKey ? extendRoute : chooseStep)(step.key));
  one.id = `step-${step.key}`;
  one.addEventListener("focus", () => focusOn(step.key));
  one.addEventListener("blur", () => focusOn(null));
  one.addEventListener("keydown", (event) => pressed(event, step.key));
  buttons.append(one);
}

function typed(event) {
  const writing = event.target.matches("input, select, textarea");
  const command = event.ctrlKey || event.metaKey;
  if (event.key === "Escape") (state.present ? () => change({ present: false }) : letGo)();
  else if (command && event.key.toLowerCase() === "z" && !writing) {
    event.preventDefault();
    (event.shiftKey ? redo : undo)();
  } else if (command || event.altKey || writing) return;
  else if (event.key.toLowerCase() === "f") change({ present: !state.present });
  else if (state.present && WAYS[event.key]) {
    event.preventDefault();
    turnView(["ArrowRight", "ArrowDown"].includes(event.key) ? 1 : -1);
  }
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
window.addEventListener("hashchange", () => {
  past.push(state);
  enter(readPage());
});

enter(readPage());
new ResizeObserver(fit).observe(box);
fit();
const first = steps.get(map.first);
const stage = document.querySelector(".stage");
if (first) stage.scrollLeft = ((first.x - AREA.x) / AREA.w) * box.clientWidth - stage.clientWidth / 2;
