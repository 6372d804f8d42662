/* The card: about a step, a move or a route, with what can be done with it. */

const card = document.getElementById("card");
const titles = (keys) => keys.map((key) => steps.get(key).name);

function made(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
}

function button(text, act, pressed) {
  const element = made("button", "", text);
  element.type = "button";
  element.addEventListener("click", act);
  if (pressed !== undefined) element.setAttribute("aria-pressed", String(pressed));
  return element;
}

/* What a card says, in one form for the page and for a saved picture */

const section = (heading, note, rows = []) => ({ heading, note, rows });

function routeContent(keys) {
  const found = routes.get(keys.join(">"));
  const few = "under 5, or hidden";
  const people = (count) => (count === null || count === undefined ? few : String(count));
  const rows = titles(keys).map((name, at) => ({ label: `${at + 1}. ${name}` }));
  const how = "Exactly: one straight after the other. At least: with anything in between.";
  const long = keys.length > 4 ? [{ label: "Routes of up to 4 steps are counted.", tone: "quiet" }] : [];
  const counts = keys.length < 2 ? [section("Shift-click the next step", "")] : [
    section("Exactly this", people(found?.exactly)),
    section("At least this", people(found?.atLeast)),
    section("", "", [{ label: how, tone: "quiet" }, ...long]),
  ];
  return { name: "Route", people: "people so far", sections: [section("Steps in order", "", rows), ...counts] };
}

function moveContent(from, to) {
  const [here, there] = titles([from, to]);
  const name = from === to ? `${here} again` : `${here} → ${there}`;
  const told = moves.get(arrowKey(from, to));
  if (!told) return { name, people: "", sections: [section("Hidden", "under 5 people")] };
  const [people, ...parts] = told;
  const row = ([count, words, part]) => ({ label: "made this move", count, words, part });
  const sections = parts.map(([at, note, ...told]) => section(map.headings[at], note, told.length ? [row(told)] : []));
  return { name, people, sections: [...sections, ...movesBySlice(from, to)] };
}

function content() {
  if (state.route.length) return routeContent(state.route);
  if (state.move) {
    return moveContent(...state.move);
  }
  const key = state.step ?? map.first;
  if (key === null) return null;
  if (state.slice) return slicedCard(steps.get(key));
  const { card: told } = steps.get(key);
  return { ...told, sections: [...told.sections, ...combined(key)] };
}

/* What the same people took as well, in either order and with anything in between */
function combined(key) {
  const rows = map.routes
    .filter(([keys, , atLeast]) => keys.length === 2 && keys.includes(key) && keys[0] !== keys[1]
      && atLeast !== null && keys.every((one) => steps.has(one)))
    .sort(([, , one], [, , other]) => other - one)
    .slice(0, 4)
    .map(([[from, to], , atLeast]) => ({
      label: from === key ? `and later ${steps.get(to).name}` : `after ${steps.get(from).name}`,
      count: atLeast.toLocaleString("en-US"),
    }));
  return rows.length ? [section("Combined with", "people so far", rows)] : [];
}

/* What can be done with it */

function toggled(list, key) {
  return list.includes(key) ? list.filter((one) => one !== key) : [...list, key];
}

function stepActions(key) {
  const only = around(key);
  const isOnly = state.only.length === only.length && only.every((one) => state.only.includes(one));
  const reach = (way) => change({ reach: state.reach === way ? "" : way });
  const end = (which) => change({ [which]: state[which] === key ? null : key });
  const program = steps.get(key).program;
  return [
    ...(map === data.map && inside.has(program) ? [button("Open", () => openMap(program))] : []),
    button("Make start", () => end("start"), state.start === key),
    button("Make end", () => end("end"), state.end === key),
    button("Hide", () => change({ hide: toggled(state.hide, key), step: null, reach: "" })),
    button("Upstream", () => reach("before"), state.reach === "before"),
    button("Downstream", () => reach("after"), state.reach === "after"),
    button("Only these", () => change({ only: isOnly ? [] : only }), isOnly),
  ];
}

function actions() {
  const row = made("div", "actions");
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "With what the card is about");
  if (state.route.length) {
    row.append(
      button("Only these", () => change({ only: [...new Set(state.route)] })),
      button("Remove last", () => change({ route: state.route.slice(0, -1) })),
      button("Close", () => change({ route: [] })),
    );
  } else if (state.move) {
    row.append(button("Only these", () => change({ only: [...new Set(state.move)] })), button("Close", () => change({ move: null })));
  } else if (state.step !== null) row.append(...stepActions(state.step));
  return row;
}

/* Drawing it */

function bar(part) {
  const svg = svgElement("svg", { "aria-hidden": "true" });
  svg.append(svgElement("rect", { width: `${Math.max(2, 100 * part)}%`, height: "100%", rx: 3 }));
  return svg;
}

/* The other end of a line of the card: from there, or to there */
function moveOf(row, heading) {
  const here = state.step ?? map.first;
  if (row.key === undefined) return null;
  const ends = heading === "Goes to" ? [here, row.key] : [row.key, here];
  return moves.has(arrowKey(...ends)) ? ends : null;
}

function rowOf(row, heading) {
  const line = made("div", `row ${row.tone ?? "plain"}`);
  /* A suppressed count has no rate beside it: without the empty column its label has room. */
  if (row.count && !row.words && !/^[0-9]/.test(row.count)) line.classList.add("lone");
  if (row.part) line.append(bar(row.part));
  const ends = state.route.length || state.move ? null : moveOf(row, heading);
  const label = ends ? button(row.label, () => change({ move: ends, route: [] })) : made("span", "", row.label);
  label.classList.add("label");
  line.append(label);
  if (row.count) line.append(made("span", "count", row.count), made("span", "words", row.words ?? ""));
  return line;
}

function sectionOf({ heading, note, rows }) {
  const part = made("section", rows.length ? "" : "bare");
  if (heading) {
    const head = made("h3", "", heading);
    head.append(made("span", "note", note));
    part.append(head);
  }
  part.append(...rows.map((row) => rowOf(row, heading)));
  return part;
}

function showCard() {
  const told = content();
  card.hidden = !told;
  if (!told) return;
  const held = card.contains(document.activeElement) ? document.activeElement.textContent : null;
  const head = made("div", "head");
  const name = made("h2", told.name.length > 18 ? "long" : "", told.name);
  name.dir = "auto";
  head.append(made("span", "dot"), name, made("span", "quiet", told.people));
  card.replaceChildren(head, actions(), ...told.sections.map(sectionOf));
  /* What had the focus has it again, where it is still there. */
  if (held !== null) {
    const again = [...card.querySelectorAll("button")].find((one) => one.textContent === held);
    (again ?? card).focus({ preventScroll: true });
  }
  card.scrollTop = 0;
}

/* The same as marks, for a saved picture */
function cardMarks() {
  const told = content();
  if (!told) return [];
  const ctx = document.createElement("canvas").getContext("2d");
  const marks = [{ d: "M964,92 H1256 V622 H964 Z", fill: "card", stroke: "hair" }];
  const word = (x, y, text, anchor = "start", more = {}) => {
    const mark = { x, y, text, role: "text", anchor, ...more };
    const room = anchor === "end" ? 130 : 1240 - x - (more.beside ?? 0);
    ctx.font = fontOf(mark);
    while (mark.text.length > 1 && ctx.measureText(mark.text).width > room) mark.text = `${mark.text.slice(0, -2)}…`;
    marks.push(mark);
  };
  word(980, 118, told.name, "start", { size: 18, weight: 700 });
  word(980, 137, told.people, "start", { role: "text2" });
  let y = 150;
  for (const { heading, note, rows } of told.sections) {
    const tall = 32 + 19 * rows.length + (rows.length ? 5 : 0);
    if (y + tall > 626) break;
    marks.push({ d: `M980,${y} L1240,${y}`, stroke: "hair" });
    word(980, y + 21, heading, "start", { weight: 700, beside: 100 });
    word(1240, y + 21, note, "end", { role: "text2" });
    rows.forEach((row, at) => {
      const line = { role: row.tone === "stuck" ? "stuck" : "text" };
      word(980, y + 41 + 19 * at, row.label, "start", { ...line, beside: row.count ? 160 : 0 });
      if (row.count) word(1118, y + 41 + 19 * at, row.count, "end", line);
      if (row.words) word(1240, y + 41 + 19 * at, row.words, "end", line);
    });
    y += tall;
  }
  return marks;
}
