/* The card: about a step, a move or a route, with what can be done with it. */

const card = document.getElementById("card");
const titles = (keys) => keys.map((key) => told.get(key).name);

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
const heading = (at) => data.map.headings[at];

/* What people said of it: open plans, and notes */
function saidOf(isHere) {
  const here = map.said.filter(isHere);
  const rows = (kind) => here.filter((one) => one.kind === kind).map((one) => ({ one }));
  const plans = rows("plan").map(({ one }) => section("Open plan", one.name, [{ label: one.text }]));
  const notes = rows("note").slice(-3).flatMap(({ one }) => [{ label: one.text }, { label: one.name ? `${one.at}; ${one.name}` : one.at, tone: "quiet" }]);
  return [...plans, ...(notes.length ? [section("Heard here", "", notes)] : [])];
}
const saidAt = (key) => saidOf(({ steps: at }) => at.includes(key));
const plannedFor = (from, to) => saidOf(({ moves: pairs }) => pairs.some(([one, other]) => one === from && other === to));

function routeContent(keys) {
  const found = routes.get(keys.join(">"));
  const few = "under 5, or hidden";
  const people = (count) => (count === null || count === undefined ? few : String(count));
  const rows = titles(keys).map((name, at) => ({ label: `${at + 1}. ${name}` }));
  const how = "Exactly: one straight after the other. At least: with anything in between.";
  const long = keys.length > 4 ? [{ label: "Routes of up to 4 steps are counted.", tone: "quiet" }] : [];
  const counts = keys.length < 2 ? [section("Now the next step", "", [{ label: "Click the steps of the route in their order.", tone: "quiet" }])] : [
    section("Exactly this", people(found?.exactly)),
    section("At least this", people(found?.atLeast)),
    section("", "", [{ label: how, tone: "quiet" }, ...long]),
  ];
  return { name: "Route", people: "people so far", sections: [section("Steps in order", "", rows), ...counts] };
}

function moveContent(from, to) {
  const [here, there] = titles([from, to]);
  const turned = /[\u0590-\u08ff\ufb1d-\ufefc]\s*$/.test(here) ? "\u200e" : "";  // a name read leftward ends here
  const name = from === to ? `${here} again` : `${here}${turned} → ${there}`;
  const said = moves.get(arrowKey(from, to));
  if (!said) return { name, people: "", sections: [section("Hidden", "under 5 people")] };
  const [people, ...parts] = said;
  const row = ([count, words, part]) => ({ label: "made this move", count, words, part });
  const sections = parts.map(([at, note, ...rest]) => section(heading(at), note, rest.length ? [row(rest)] : []));
  return { name, people, sections: [...plannedFor(from, to), ...sections, ...movesBySlice(from, to)] };
}

function content() {
  if (state.route.length) return routeContent(state.route);
  if (state.move) {
    return moveContent(...state.move);
  }
  const key = state.step;
  if (key === null) return null;
  if (state.slice) return slicedCard(told.get(key));
  const { card: said } = told.get(key);
  return { ...said, sections: [...saidAt(key), ...said.sections, ...combined(key)] };
}

/* What the same people took as well, in either order and with anything in between */
function combined(key) {
  const rows = map.routes
    .filter(([keys, , atLeast]) => keys.length === 2 && keys.includes(key) && keys[0] !== keys[1]
      && atLeast !== null)
    .sort(([, , one], [, , other]) => other - one)
    .slice(0, 4)
    .map(([[from, to], , atLeast]) => ({
      label: from === key ? `and later ${told.get(to).name}` : `after ${told.get(from).name}`,
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
  const part = told.get(key).program;
  return [
    ...(!state.inside && inside.has(part) ? [button("Open", () => openMap(part))] : []),
    button("Route", () => change({ route: [key], step: null, reach: "" })),
    button("Make start", () => end("start"), state.start === key),
    button("Make end", () => end("end"), state.end === key),
    button("Hide", () => change({ hide: toggled(state.hide, key), step: null, reach: "" })),
    button("Upstream", () => reach("before"), state.reach === "before"),
    button("Downstream", () => reach("after"), state.reach === "after"),
    button("Only these", () => change({ only: isOnly ? [] : only }), isOnly),
  ];
}

const letGo = () => change({ step: null, move: null, route: [], reach: "" });

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
  const here = state.step;
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
  const label = ends ? button(row.label, () => change({ move: ends, route: [], ...revealing(ends) })) : made("span", "", row.label);
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

/* What if: arithmetic on the two counts of the move that the card tells anyway */

const numberIn = (text) => Number((/[0-9][0-9,]*/.exec(text) ?? [""])[0].replace(/,/g, ""));

function whatIf(from, to) {
  const [, base] = moves.get(arrowKey(from, to)) ?? [];
  const [, note, count, , part] = base ?? [];
  const people = numberIn(note ?? "");
  if (!part || !/^[0-9]/.test(count) || !people) return [];
  const now = Math.round(100 * part);
  const field = made("input", "");
  Object.assign(field, { type: "number", min: 0, max: 100, step: 1, value: Math.min(100, now + 10) });
  field.setAttribute("aria-label", "What if so many in a hundred made this move?");
  const more = made("span", "count");
  const ask = made("code", "");
  const named = (key) => `"${told.get(key).name.replace(/(["\\$`])/g, "\\$1")}"`;
  const tell = () => {
    const aim = Math.min(100, Math.max(0, Number(field.value)));
    const gain = Math.round((people * aim) / 100) - numberIn(count);
    more.textContent = `${gain < 0 ? "\u2212" : "+"}${Math.abs(gain).toLocaleString("en-US")} people`;
    ask.textContent = `pathways what-if SOURCE --source ${named(from)} --target ${named(to)} --rate ${aim / 100} ${map.asks}`;
  };
  field.addEventListener("input", tell);
  tell();
  const label = made("label", "label", `from ${now} % to `);
  label.append(field, " %");
  const line = made("div", "row plain");
  line.append(label, more);
  const whole = sectionOf(section("What if", "arithmetic, not a promise"));
  whole.className = "whatif";
  whole.append(line);
  if (map.asks) whole.append(made("p", "quiet", "Who would reach which tier, with intervals, and how many it takes to see it:"), ask);
  return [whole];
}

/* The card lies over a side of the map; where it lies over least. */
function showCard() {
  const said = content();
  card.hidden = !said;
  if (!said) return;
  const held = card.contains(document.activeElement) ? document.activeElement.textContent : null;
  const head = made("div", "head");
  const name = made("h2", said.name.length > 18 ? "long" : "", said.name);
  name.dir = "auto";
  const close = button("\u00d7", letGo);
  close.setAttribute("aria-label", "Close");
  head.append(name, made("span", "quiet", said.people), close);
  const parts = said.sections.map(sectionOf);
  const asked = said.sections.findIndex((one) => one.heading === heading(0));
  if (state.move && asked >= 0) parts.splice(asked + 1, 0, ...whatIf(...state.move));
  card.replaceChildren(head, actions(), ...parts);
  const about = [state.step, ...(state.move ?? []), ...state.route].filter((key) => steps.has(key));
  /* Left and right: first where it lies over nothing that it is about, then where over fewest. */
  const words = (key) => map.front.filter(({ text, owners }) => text && owners?.[0] === key && owners.length === 1);
  const under = (keys, left, named) => keys.filter((key) => {
    const { x, reach } = steps.get(key);
    const ends = [x - reach, x + reach, ...(named ? words(key).map((one) => one.x) : [])];
    return left ? Math.min(...ends) < 350 : Math.max(...ends) > 925;
  }).length;
  const price = (left) => 100 * under(about, left, true) + under([...shown.steps], left, false);
  card.classList.toggle("left", price(true) < price(false));
  /* What had the focus has it again, where it is still there. */
  if (held !== null) {
    const again = [...card.querySelectorAll("button")].find((one) => one.textContent === held);
    (again ?? card).focus({ preventScroll: true });
  }
  card.scrollTop = 0;
}
