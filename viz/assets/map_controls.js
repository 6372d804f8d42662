/* The bar: search, views, base, minimum, the way back, theme, present mode. */

const byId = (id) => document.getElementById(id);
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const themeNow = () => state.theme || (dark.matches ? "dark" : "light");

/* Search */

const find = byId("find");
const found = byId("found");
let active = -1;

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function matches() {
  const wanted = folded(find.value.trim());
  if (!wanted) return [];
  const hits = map.cards.filter((step) => folded(step.name).includes(wanted));
  const early = (step) => folded(step.name).indexOf(wanted);
  return hits.sort((a, b) => early(a) - early(b) || b.people - a.people).slice(0, 8);
}

function showFound() {
  const hits = matches();
  active = hits.length ? 0 : -1;
  found.replaceChildren(...hits.map((step, at) => {
    const option = made("li", "", step.name);
    option.id = `found-${at}`;
    option.dir = "auto";
    option.setAttribute("role", "option");
    option.addEventListener("mousedown", (event) => { event.preventDefault(); pick(step.key); });
    return option;
  }));
  mark();
}

function mark() {
  const open = active >= 0;
  found.hidden = !open;
  find.setAttribute("aria-expanded", String(open));
  if (open) find.setAttribute("aria-activedescendant", `found-${active}`);
  else find.removeAttribute("aria-activedescendant");
  [...found.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === active)));
}

function pick(key) {
  find.value = "";
  showFound();
  change({ step: key, move: null, route: [], hide: state.hide.filter((one) => one !== key), ...revealing([key]) });
}

find.addEventListener("input", showFound);
find.addEventListener("blur", () => { active = -1; mark(); });
find.addEventListener("keydown", (event) => {
  const hits = matches();
  const turn = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (turn && hits.length) {
    event.preventDefault();
    active = (active + turn + hits.length) % hits.length;
    mark();
  } else if (event.key === "Enter" && hits[active]) pick(hits[active].key);
  else if (event.key === "Escape" && find.value) {
    event.stopPropagation();
    find.value = "";
    showFound();
  }
});

/* Views */

const chooser = byId("views");
const named = [...views.values()];

function openView(view) {
  change(readNamed(view));
}

function turnView(by) {
  if (turnFrame(by)) return;
  const at = named.findIndex((view) => view.name === state.view);
  const next = at < 0 ? (by > 0 ? 0 : named.length - 1) : at + by;
  if (named[next]) openView(named[next]);
}

chooser.append(new Option("Own", ""), ...named.map((view) => new Option(view.name, view.name)));
chooser.addEventListener("change", () => {
  if (views.has(chooser.value)) openView(views.get(chooser.value));
});

/* The heading: that of the picture, or of what is looked at */

function headline() {
  const view = views.get(state.view);
  if (state.slice) return [["text", slices.get(state.slice).title]];
  if (view && view.title) return [["text", view.title]];
  const kept = drawn().steps;
  if (map.about === null || kept.has(map.about) || !kept.size) return map.title;
  const next = map.headlines.find(([key]) => kept.has(key));
  return [["text", next ? next[1] : "Too few people here could be watched to say where they stop"]];
}

function subtitleNow() {
  if (isReplay()) return frameWords();
  const view = views.get(state.view);
  return view && view.title ? view.name : map.subtitle;
}

function titleSize() {
  const ctx = document.createElement("canvas").getContext("2d");
  const whole = headline().map(([, text]) => text).join("");
  const fits = (size) => {
    ctx.font = fontOf({ size, weight: 700 });
    return ctx.measureText(whole).width <= (state.present ? 1102 : 1232);
  };
  return [28, 26, 24, 22, 20.5].find(fits) ?? 20;
}

function showHeading() {
  const size = titleSize();
  const title = document.querySelector("h1");
  title.replaceChildren(...headline().map(([role, text]) => made("span", role, text.replaceAll(" %", "\u00a0%"))));
  title.style.fontSize = `${size / 10}rem`;
  title.classList.toggle("two", size === 20);
  document.querySelector(".subtitle bdi").textContent = subtitleNow();
  document.title = title.textContent;
}

const part = byId("show");
part.addEventListener("change", () => showPart(part.value));

/* From fewer to everything */

const amount = byId("amount");
amount.max = String(stops.length - 1);
amount.closest("label").hidden = stops.length < 2;
amount.addEventListener("input", () => change({ amount: Number(amount.value) }));

/* The rest of the bar */

byId("base").addEventListener("change", (event) => change({ base: event.target.value }));
byId("least").addEventListener("change", (event) => {
  change({ least: Math.max(0, Math.floor(Number(event.target.value)) || 0) });
});
byId("earlier").addEventListener("click", () => turnFrame(-1));
byId("later").addEventListener("click", () => turnFrame(1));
byId("undo").addEventListener("click", undo);
byId("redo").addEventListener("click", redo);
byId("reset").addEventListener("click", reset);
byId("theme").addEventListener("click", () => change({ theme: themeNow() === "dark" ? "light" : "dark" }));
for (const menu of [byId("more"), byId("about")]) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
}
let blank = false;
byId("present").addEventListener("click", () => change({ present: true }));
byId("leave").addEventListener("click", () => change({ present: false }));
byId("table").addEventListener("click", () => {
  byId("numbers").open = true;
  byId("numbers").scrollIntoView();
  document.querySelector("#numbers summary").focus({ preventScroll: true });
});

/* What is switched on, each with a way to switch it off */

function chips() {
  const each = (label, key) => state[key].map((one) => [
    `${label}: ${told.get(one).name}`, { [key]: state[key].filter((other) => other !== one) },
  ]);
  return [
    ...(state.inside ? [[`Inside: ${state.inside}`, null]] : []),
    ...(state.start === null ? [] : [[`Start: ${told.get(state.start).name}`, { start: null }]]),
    ...(state.end === null ? [] : [[`End: ${told.get(state.end).name}`, { end: null }]]),
    ...each("Hidden", "hide"),
    ...(state.only.length ? [[`Only ${state.only.length} steps`, { only: [] }]] : []),
    ...(state.slice ? [[state.slice.replace("=", ": "), { slice: "" }]] : []),
    ...(state.least ? [[`At least ${state.least} people`, { least: 0 }]] : []),
  ];
}

function showChips() {
  byId("chips").replaceChildren(...chips().map(([text, patch]) => {
    const chip = button(text, () => (patch ? change(patch) : openMap("")));
    chip.append(made("span", "cross", " ×"));
    chip.setAttribute("aria-label", `${text}: switch off`);
    return chip;
  }));
}

function showBar() {
  const view = views.get(state.view);
  const root = document.documentElement;
  chooser.value = view ? view.name : "";
  part.replaceChildren(...choices());
  part.value = shownNow();
  amount.value = String(state.amount);
  amount.disabled = Boolean(state.inside);
  byId("base").value = state.base;
  byId("base").disabled = Boolean(state.slice);
  byId("least").value = state.least || "";
  byId("undo").disabled = !past.length;
  byId("redo").disabled = !future.length;
  byId("theme").textContent = themeNow() === "dark" ? "Light" : "Dark";
  root.dataset.theme = state.theme;
  root.classList.toggle("present", state.present);
  root.classList.toggle("blank", blank && state.present);
  document.querySelector(".base").textContent = `Percentages: ${baseWords()}`;
  byId("caption").textContent = map.captions[state.base];
  byId("frames").hidden = !isReplay();
  byId("earlier").disabled = frameAt() < 1;
  byId("later").disabled = frameAt() === frames().length - 1;
  byId("notes").replaceChildren(...map.notes.map((note) => made("li", "", note)));
  showHeading();
  showChips();
}

function showDrawn() {
  const [some, all] = [shown.steps.size, map.steps.length];
  const few = `${some} of ${all} steps and ${shown.arrows.size} of ${arrows.size} arrows drawn`;
  const whole = some === all && shown.arrows.size === arrows.size;
  document.querySelector(".shown").textContent = whole ? map.shown : few;
}
