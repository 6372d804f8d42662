/* An edition or a group instead of everyone: the same places, other numbers.

   The circle of a step stays as an outline, so that a disc says how many of it the slice is.  What
   is not in the file is hidden: under 5 people, or a count that would give such a count back. */

const EDITION = "edition";
const UP_TO = "up to";

const slice = () => slices.get(state.slice);
const isGroup = () => Boolean(state.slice) && ![EDITION, UP_TO].includes(slice().kind);
const isReplay = () => Boolean(state.slice) && slice().kind === UP_TO;
const sliceMove = (from, to) => slice().moves[`${from}>${to}`];

function pillText(arrow) {
  if (!state.slice) return arrow[state.base];
  const told = sliceMove(arrow.from, arrow.to);
  if (!told?.pill || told.people === 0) return "";
  const sign = { "1": "+ ", "-1": "\u2212 " }[told.sign] ?? "";
  return sign + told.pill;
}

/* On a map of a group only what stands clear of the rest is coloured, and has its sign. */
function lookOf(arrow) {
  if (!isGroup()) return arrow.look;
  const sign = sliceMove(arrow.from, arrow.to)?.sign;
  return { "1": "up", "-1": "down" }[sign] ?? "level";
}

function discSize(step) {
  if (!state.slice) return step.inner;
  const people = slice().watched[step.key] ?? 0;
  return people ? Math.max(2, step.r * Math.sqrt(people / step.people)) : 0.01;
}

/* Words lie on the disc of a slice, whose size they do not know: it is pale enough for them. */
const discLook = () => (state.slice ? { fill: "level", alpha: 0.4 } : { fill: "disc", alpha: 1 });

/* The replay: an arrow is as wide as its people were by then, dotted or dashed as that width is. */
function grown(mark, arrow, told) {
  if (!told?.people) return [];
  if (mark.stroke === "text" || (mark.stroke === "page" && mark.width > arrow.width) || !mark.stroke) return [mark];
  const width = Math.max(1.3, arrow.width * told.people / arrow.people);
  if (mark.stroke === "page") return width < 3 ? [] : [{ ...mark, width: width - 2.6 }];
  const thin = arrow.look === "level" && width < 3 ? [1.6, 2.4] : [];
  const dash = arrow.look === "down" ? [Math.max(8, 2.6 * width), Math.max(4, 1.1 * width)] : thin;
  return [{ ...mark, width, dash }];
}

function slicedBack(mark) {
  if (!state.slice || !mark.owners) return [mark];
  if (mark.owners.length === 1) return [];
  const arrow = arrows.get(arrowKey(...mark.owners));
  const told = sliceMove(...mark.owners);
  if (isReplay()) return grown(mark, arrow, told);
  const look = lookOf(arrow);
  const own = (role) => (role === arrow.look ? look : role);
  return [{ ...mark, stroke: own(mark.stroke), fill: own(mark.fill), alpha: !told?.part || (isGroup() && !told.sign) ? 0.3 : 1 }];
}

function ghosts() {
  if (!state.slice) return [];
  return map.steps.map(({ key, x, y, r }) => {
    const half = `A${r},${r} 0 1 1 `;
    const d = `M${x - r},${y} ${half}${x + r},${y} ${half}${x - r},${y} Z`;
    return { d, fill: "page", stroke: "disc", width: 1, owners: [key] };
  });
}

function slicedWord(mark) {
  if (!state.slice) return [mark];
  if (mark.whole) return [];
  return [mark.role === "on_disc" ? { ...mark, role: "text" } : mark];
}

function baseWords() {
  if (!state.slice) return map.bases[state.base];
  if (isReplay()) return map.bases.here;
  const rest = isGroup() ? ", against the rest" : "";
  return `${map.bases.here}: ${state.slice.replace("=", " ")}${rest}`;
}

/* Cards */

const HIDDEN_WORDS = "What is not here is hidden: under 5 people, or it would give such a count back.";

function slicedCard(step) {
  const one = slice();
  const watched = one.watched[step.key];
  const n = watched && (one.partly ?? []).includes(step.key) ? `${watched}+` : watched;
  const rows = Object.entries(one.moves)
    .filter(([pair]) => Number(pair.split(">")[0]) === step.key)
    .sort(([, a], [, b]) => b.part - a.part)
    .flatMap(([pair, said]) => [
      { label: told.get(Number(pair.split(">")[1]))?.name ?? "a step in the table", ...said },
      ...(said.against ? [{ label: said.against, tone: "quiet" }] : []),
    ]);
  const stopped = one.stopped[step.key];
  if (stopped) rows.push({ label: "no further step", ...stopped, tone: "stuck" });
  const compared = one.compared
    ? [{ label: `${one.compared} comparisons on the map; clear is what Holm's correction leaves.`, tone: "quiet" }] : [];
  return {
    name: step.name,
    people: "",
    sections: [
      section(`${one.kind} ${one.name}`, n === undefined ? "hidden" : `${n} watched`),
      section("Goes to", n === undefined ? "" : `of ${n} watched`, rows),
      section("", "", [...compared, { label: HIDDEN_WORDS, tone: "quiet" }]),
    ],
  };
}

function movesBySlice(from, to) {
  const kinds = new Set(map.slices.map((one) => one.kind).filter((kind) => kind !== UP_TO));
  return [...kinds].flatMap((kind) => {
    const rows = map.slices.filter((one) => one.kind === kind && one.moves[`${from}>${to}`])
      .map((one) => ({ label: one.name, ...one.moves[`${from}>${to}`] }));
    return rows.length ? [section(`By ${kind}`, "", rows)] : [];
  });
}

/* The editions in their order, one frame each: the arrow keys, a clicker and two buttons turn them. */

const frames = () => [...slices.keys()].filter((key) => slices.get(key).kind === UP_TO);
const frameAt = () => frames().indexOf(state.slice);

function turnFrame(by) {
  const next = isReplay() ? frames()[frameAt() + by] : undefined;
  if (next) change({ view: state.view, slice: next });
  return Boolean(next);
}

function frameWords() {
  const { changed, moves: said } = slice();
  const least = Object.values(said).find(({ words }) => words === "or more");
  return [
    `${frameAt() + 1} of ${frames().length}`,
    ...(changed.length ? [`Changed: ${changed.join("; ")}`] : []),
    ...(least ? [`${least.count}: ${least.count.slice(0, -1)} or more, some are hidden`] : []),
  ].join(". ");
}

/* What can be shown: everyone, a program, what an opened circle holds, an edition, a group */

const shownNow = () => state.slice || (state.inside ? `in:${state.inside}` : "");

function choices() {
  const groups = [["inside", [...inside.keys()].map((name) => [name, `in:${name}`])]];
  for (const kind of new Set(map.slices.map((one) => one.kind))) {
    groups.push([kind, map.slices.filter((one) => one.kind === kind).map((one) => [one.name, `${kind}=${one.name}`])]);
  }
  const listed = groups.filter(([, pairs]) => pairs.length).map(([label, pairs]) => {
    const group = document.createElement("optgroup");
    group.label = label;
    group.append(...pairs.map(([text, value]) => new Option(text, value)));
    return group;
  });
  return [new Option("Everyone", ""), ...listed];
}

function showPart(value) {
  if (value.startsWith("in:")) openMap(value.slice(3));
  else if (state.inside) openMap("");
  else change({ slice: value, base: value ? "here" : state.base });
}
