/* Marks: what is drawn, on a canvas or as SVG.  Both draw the same list. */

const FONT = '"Liberation Sans", Arial, Helvetica, sans-serif';
const SPACE = "http://www.w3.org/2000/svg";
const FAINT = 0.3;
let palette = data.map.palettes.light;
let shown = null;
let light = null;

const isDrawn = ({ owners }) => !owners
  || (owners.length === 2 ? shown.arrows.has(arrowKey(...owners)) : shown.steps.has(owners[0]));
const isLit = ({ owners }) => !light || !owners
  || (owners.length === 2 ? light.arrows.has(arrowKey(...owners)) : light.steps.has(owners[0]));

/* The share on an arrow, by the base that is switched on */
function pillMarks(arrow) {
  if (!arrow.pill) return [];
  const [left, y, narrow, h] = arrow.pill;
  const text = pillText(arrow);
  if (!text) return [];
  const size = arrow.size ?? 14;
  const w = Math.max(narrow, 0.55 * size * text.length + 10);
  const x = left + (narrow - w) / 2;
  const r = h / 2;
  const turn = `A${r},${r} 0 0 1 `;
  const d = `M${x + r},${y} H${x + w - r} ${turn}${x + w - r},${y + h} H${x + r} ${turn}${x + r},${y} Z`;
  const owners = [arrow.from, arrow.to];
  const look = lookOf(arrow);
  const [fill, role] = arrow.filled && !state.slice ? [look, "page"] : ["page", look];
  return [
    { d, fill, stroke: look, owners },
    { x: x + w / 2, y: y + h / 2 + 0.35 * size, text, size, weight: 700, role, anchor: "middle", owners },
  ];
}

function discMark(step) {
  const { key, x, y } = step;
  const inner = discSize(step);
  const half = `A${inner},${inner} 0 1 1 `;
  return { d: `M${x - inner},${y} ${half}${x + inner},${y} ${half}${x - inner},${y} Z`, ...discLook(), owners: [key] };
}

/* The arrow of a move that was chosen in a card */
function chosenMarks() {
  return chosenMove().flatMap((arrow) => {
    const [a, b, c, d] = arrow.curve;
    const turn = Math.atan2(d[1] - c[1], d[0] - c[0]);
    const at = (angle, by) => `${d[0] + by * Math.cos(turn + angle)},${d[1] + by * Math.sin(turn + angle)}`;
    const owners = [arrow.from, arrow.to];
    return [
      { d: `M${a} C${b} ${c} ${d}`, stroke: arrow.look, width: arrow.width, dash: arrow.look === "down" ? [8, 4] : [], owners },
      { d: `M${at(0, 9)} L${at(1.57, 5.6)} L${at(-1.57, 5.6)} Z`, fill: arrow.look, owners },
      ...pillMarks(arrow),
    ];
  });
}

const underDiscs = () => [...map.back.flatMap(slicedBack), ...ghosts()].filter(isDrawn);
const overDiscs = () => [
  ...[...map.front.flatMap(slicedWord), ...map.arrows.flatMap(pillMarks)].filter(isDrawn), ...chosenMarks(),
];
const mapMarks = () => [...underDiscs(), ...map.steps.map(discMark).filter(isDrawn), ...overDiscs()];

function withAlpha(hex, alpha) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgba(${r},${g},${b},${alpha})`;
}

/* On a canvas */

const paths = new Map();
function pathOf(d) {
  if (!paths.has(d)) paths.set(d, new Path2D(d));
  return paths.get(d);
}

function paintOf(ctx, mark) {
  if (!mark.fade) return palette[mark.fill];
  const [x0, a0, x1, a1] = mark.fade;
  const fade = ctx.createLinearGradient(x0, 0, x1, 0);
  fade.addColorStop(0, withAlpha(palette[mark.fill], a0));
  fade.addColorStop(1, withAlpha(palette[mark.fill], a1));
  return fade;
}

function drawShape(ctx, mark) {
  const path = pathOf(mark.d);
  if (mark.fill) {
    ctx.fillStyle = paintOf(ctx, mark);
    ctx.fill(path);
  }
  if (mark.stroke) {
    ctx.strokeStyle = palette[mark.stroke];
    ctx.lineWidth = mark.width ?? 1;
    ctx.setLineDash(mark.dash ?? []);
    ctx.stroke(path);
  }
}

const fontOf = (mark) => `${mark.weight ?? 400} ${mark.size ?? 14}px ${FONT}`;

function drawWord(ctx, mark) {
  ctx.font = fontOf(mark);
  ctx.textAlign = { start: "left", middle: "center", end: "right" }[mark.anchor];
  ctx.textBaseline = "alphabetic";
  ctx.direction = "ltr";
  if (mark.halo) {
    ctx.strokeStyle = palette[mark.halo];
    ctx.lineWidth = 4;
    ctx.lineJoin = "round";
    ctx.strokeText(mark.text, mark.x, mark.y);
  }
  ctx.fillStyle = palette[mark.role];
  ctx.fillText(mark.text, mark.x, mark.y);
}

function drawAll(ctx, marks) {
  for (const mark of marks) {
    ctx.save();
    ctx.globalAlpha = (mark.alpha ?? 1) * (isLit(mark) ? 1 : FAINT);
    (mark.d ? drawShape : drawWord)(ctx, mark);
    ctx.restore();
  }
}

/* As SVG */

function svgElement(tag, values, text) {
  const element = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== "") element.setAttribute(name, String(value));
  }
  if (text !== undefined) element.textContent = text;
  return element;
}

function svgFade(mark, id) {
  const [x1, a1, x2, a2] = mark.fade;
  const fade = svgElement("linearGradient", { id, gradientUnits: "userSpaceOnUse", x1, x2, y1: 0, y2: 0 });
  [[0, a1], [1, a2]].forEach(([offset, alpha]) => fade.append(
    svgElement("stop", { offset, "stop-color": palette[mark.fill], "stop-opacity": alpha })));
  return fade;
}

function svgMark(mark, fill) {
  const opacity = (mark.alpha ?? 1) * (isLit(mark) ? 1 : FAINT);
  const faint = opacity < 1 ? { opacity } : {};
  if (mark.d) {
    const line = mark.stroke ? {
      stroke: palette[mark.stroke], "stroke-width": mark.width ?? 1, "stroke-dasharray": (mark.dash ?? []).join(" "),
    } : {};
    return svgElement("path", { d: mark.d, fill, ...line, ...faint });
  }
  const halo = mark.halo ? {
    stroke: palette[mark.halo], "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke",
  } : {};
  const { x, y, anchor } = mark;
  const text = { x, y, "font-size": mark.size ?? 14, "font-weight": mark.weight, "text-anchor": anchor, "xml:space": "preserve" };
  return svgElement("text", { ...text, fill: palette[mark.role], ...halo, ...faint }, mark.text);
}

/* The key to the marks, on the page itself */
function showLegend() {
  const svg = svgElement("svg", { viewBox: "0 622 1000 28", role: "img", "aria-label": `Key: ${map.legend.map(({ text }) => text).filter(Boolean).join(", ")}` });
  svg.style.fontFamily = FONT;
  const defs = svgElement("defs", {});
  svg.append(defs);
  map.legend.forEach((mark, at) => {
    if (mark.fade) defs.append(svgFade(mark, `key${at}`));
    svg.append(svgMark({ ...mark, owners: undefined }, mark.fade ? `url(#key${at})` : palette[mark.fill] ?? "none"));
  });
  document.querySelector(".legend").replaceChildren(svg);
}

function svgOf(marks, title) {
  const svg = svgElement("svg", {
    xmlns: SPACE, width: 1280, height: 720, viewBox: "0 -18 1280 720",
    "font-family": FONT.replace(/"/g, "'"), role: "img",
  });
  const defs = svgElement("defs", {});
  svg.append(svgElement("title", {}, title), defs);
  svg.append(svgElement("rect", { y: -18, width: 1280, height: 720, fill: palette.page }));
  marks.forEach((mark, at) => {
    let fill = mark.fill ? palette[mark.fill] : "none";
    if (mark.fade) {
      defs.append(svgFade(mark, `fade${at}`));
      fill = `url(#fade${at})`;
    }
    svg.append(svgMark(mark, fill));
  });
  return svg;
}
