/* The live map: the marks of the spec on vis-network's canvas, and the card of the chosen step. */
(function () {
  "use strict";

  const data = JSON.parse(document.getElementById("map-data").textContent);
  const map = data.map;
  const page = document.querySelector(".page");
  const box = document.getElementById("map");
  const card = document.getElementById("card");
  const tip = document.getElementById("tip");
  const steps = document.getElementById("steps");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const FONT = '"Liberation Sans", Arial, Helvetica, sans-serif';
  const AREA = map.area;
  const state = { chosen: null, lit: null, focused: null };
  const circles = new Map(map.circles.map((c) => [c.step, c]));
  const cards = new Map(map.cards.map((c) => [c.step, c]));
  let palette = map.palettes.light;

  const prepared = (marks) => marks.map((m) => (m.d ? { ...m, path: new Path2D(m.d) } : m));
  const back = prepared(map.back);
  const front = prepared(map.front);
  const arrows = map.arrows.map((arrow) => ({ ...arrow, points: sampled(arrow.curve) }));

  document.documentElement.classList.add("live");
  const nodes = new vis.DataSet(data.nodes);
  const network = new vis.Network(box, { nodes, edges: new vis.DataSet(data.edges) }, data.options);

  /* Drawing */

  function isLit(owners) {
    if (!state.lit || !owners.length) return true;
    if (owners.length === 2) return owners.includes(state.chosen);
    return state.lit.has(owners[0]);
  }

  function paintOf(ctx, mark) {
    if (!mark.fade) return palette[mark.fill];
    const [x0, a0, x1, a1] = mark.fade;
    const fade = ctx.createLinearGradient(x0, 0, x1, 0);
    fade.addColorStop(0, withAlpha(palette[mark.fill], a0));
    fade.addColorStop(1, withAlpha(palette[mark.fill], a1));
    return fade;
  }

  function withAlpha(hex, alpha) {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
    return `rgba(${r},${g},${b},${alpha})`;
  }

  function drawShape(ctx, mark) {
    if (mark.fill) {
      ctx.fillStyle = paintOf(ctx, mark);
      ctx.fill(mark.path);
    }
    if (mark.stroke) {
      ctx.strokeStyle = palette[mark.stroke];
      ctx.lineWidth = mark.width;
      ctx.setLineDash(mark.dash);
      ctx.stroke(mark.path);
    }
  }

  function drawWord(ctx, mark) {
    ctx.font = `${mark.weight} ${mark.size}px ${FONT}`;
    ctx.textAlign = { start: "left", middle: "center", end: "right" }[mark.anchor];
    ctx.textBaseline = "alphabetic";
    ctx.direction = "ltr";
    if (mark.halo) {
      ctx.strokeStyle = palette[mark.halo];
      ctx.lineWidth = 3;
      ctx.lineJoin = "round";
      ctx.strokeText(mark.text, mark.x, mark.y);
    }
    ctx.fillStyle = palette[mark.role];
    ctx.fillText(mark.text, mark.x, mark.y);
  }

  function drawAll(ctx, marks) {
    for (const mark of marks) {
      ctx.save();
      ctx.globalAlpha = (mark.alpha === undefined ? 1 : mark.alpha) * (isLit(mark.owners) ? 1 : 0.16);
      (mark.d ? drawShape : drawWord)(ctx, mark);
      ctx.restore();
    }
  }

  function drawFocus(ctx) {
    const circle = circles.get(state.focused || state.chosen);
    if (!circle) return;
    ctx.save();
    ctx.strokeStyle = state.focused ? palette.up : palette.text;
    ctx.lineWidth = state.focused ? 3 : 2;
    ctx.beginPath();
    ctx.arc(circle.x, circle.y, circle.reach + 4, 0, 2 * Math.PI);
    ctx.stroke();
    ctx.restore();
  }

  network.on("beforeDrawing", (ctx) => drawAll(ctx, back));
  network.on("afterDrawing", (ctx) => {
    drawAll(ctx, front);
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
    palette = dark.matches ? map.palettes.dark : map.palettes.light;
    nodes.update(map.circles.map((c) => ({
      id: c.step,
      opacity: isLit([c.step]) ? 1 : 0.16,
      color: { background: palette.disc, border: palette.disc },
    })));
    network.redraw();
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

  function stepAt(x, y) {
    const away = (c) => Math.hypot(c.x - x, c.y - y);
    return nearest(map.circles, away, (c) => Math.max(c.reach, 12));
  }

  function arrowAt(x, y) {
    const away = (a) => Math.min(...a.points.map(([px, py]) => Math.hypot(px - x, py - y)));
    return nearest(arrows, away, (a) => 6 + a.width / 2);
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
    const frame = box.getBoundingClientRect();
    const at = network.DOMtoCanvas({ x: event.clientX - frame.left, y: event.clientY - frame.top });
    const step = stepAt(at.x, at.y);
    const arrow = step ? null : arrowAt(at.x, at.y);
    box.querySelector("canvas").classList.toggle("pointing", Boolean(step));
    if (step) showTip(step.hover, event);
    else if (arrow) showTip(arrow.hover, event);
    else tip.hidden = true;
  }

  /* The card */

  function made(tag, name, text) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function bar(part) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    const rect = document.createElementNS(space, "rect");
    svg.setAttribute("aria-hidden", "true");
    rect.setAttribute("width", `${Math.max(2, 100 * part)}%`);
    rect.setAttribute("height", "100%");
    rect.setAttribute("rx", "3");
    svg.append(rect);
    return svg;
  }

  function rowOf(row) {
    const line = made("div", `row ${row.tone}`);
    /* A suppressed count has no rate beside it: without the empty column its label has room. */
    if (row.count && !row.words && !/^[0-9]/.test(row.count)) line.classList.add("lone");
    if (row.part) line.append(bar(row.part));
    const label = made("span", "label", row.label);
    label.title = row.label;
    line.append(label);
    if (row.count) line.append(made("span", "count", row.count), made("span", "words", row.words));
    return line;
  }

  function sectionOf(section) {
    const part = made("section", section.rows.length ? "" : "bare");
    const heading = made("h3", "", section.heading);
    heading.append(made("span", "note", section.note));
    part.append(heading, ...section.rows.map(rowOf));
    return part;
  }

  function openCard(key) {
    const shown = cards.get(key);
    if (!shown) return;
    const head = made("div", "head");
    const name = made("h2", shown.name.length > 18 ? "long" : "", shown.name);
    name.dir = "auto";
    head.append(made("span", "dot"), name, made("span", "quiet", shown.people));
    card.replaceChildren(head, ...shown.sections.map(sectionOf));
    card.dataset.step = String(key);
    card.scrollTop = 0;
  }

  function choose(key) {
    const near = arrows.filter((a) => a.source === key || a.target === key);
    state.chosen = key;
    state.lit = new Set([key, ...near.flatMap((a) => [a.source, a.target])]);
    openCard(key);
    dress();
  }

  function reset() {
    state.chosen = null;
    state.lit = null;
    openCard(map.first);
    dress();
  }

  /* The keyboard: a button stands behind every circle */

  function neighbour(key, dx, dy) {
    const from = circles.get(key);
    const ahead = (c) => (c.x - from.x) * dx + (c.y - from.y) * dy;
    const aside = (c) => Math.abs((c.x - from.x) * dy) + Math.abs((c.y - from.y) * dx);
    const others = map.circles.filter((c) => c.step !== key && ahead(c) > 1);
    return nearest(others, (c) => ahead(c) + 2 * aside(c), () => Infinity);
  }

  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function pressed(event, key) {
    const way = WAYS[event.key];
    if (!way) return;
    event.preventDefault();
    const next = neighbour(key, ...way);
    if (next) document.getElementById(`step-${next.step}`).focus();
  }

  function focusOn(key) {
    state.focused = key;
    network.redraw();
  }

  for (const circle of map.circles) {
    const button = made("button", "", circle.summary);
    button.type = "button";
    button.id = `step-${circle.step}`;
    button.addEventListener("click", () => choose(circle.step));
    button.addEventListener("focus", () => focusOn(circle.step));
    button.addEventListener("blur", () => focusOn(null));
    button.addEventListener("keydown", (event) => pressed(event, circle.step));
    steps.append(button);
  }

  network.on("click", (event) => {
    const step = stepAt(event.pointer.canvas.x, event.pointer.canvas.y);
    if (step) choose(step.step);
    else reset();
  });
  box.addEventListener("mousemove", hovered);
  box.addEventListener("mouseleave", () => { tip.hidden = true; });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") reset(); });
  document.querySelector(".down").addEventListener("click", () => { document.getElementById("numbers").open = true; });
  window.addEventListener("beforeprint", () => { document.getElementById("numbers").open = true; });
  dark.addEventListener("change", dress);
  new ResizeObserver(fit).observe(box);

  reset();
  fit();
  const first = circles.get(map.first);
  const stage = document.querySelector(".stage");
  if (first) stage.scrollLeft = ((first.x - AREA.x) / AREA.w) * box.clientWidth - stage.clientWidth / 2;
})();
