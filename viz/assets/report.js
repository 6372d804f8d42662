"use strict";
(() => {
  const root = document.documentElement;
  const views = [...document.querySelectorAll(".view")];
  const where = document.getElementById("where");
  const theme = document.getElementById("theme");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  let now = 0;

  const named = () => decodeURIComponent(location.hash.replace(/^#(view=)?/, ""));

  function show(index) {
    now = Math.max(0, Math.min(views.length - 1, index));
    views.forEach((view, nth) => view.classList.toggle("now", nth === now));
    // On a phone the map is wider than the page: its middle comes first.
    const map = views[now].matches("#map") && views[now].querySelector("figure");
    if (map) map.scrollLeft = (map.scrollWidth - map.clientWidth) / 2;
    where.textContent = `${now + 1} of ${views.length}`;
    document.getElementById("before").disabled = now === 0;
    document.getElementById("after").disabled = now === views.length - 1;
  }

  // A link names a view, or something inside one: that view is shown, and the place in it.
  function follow() {
    const name = named();
    const place = name ? document.getElementById(name) : null;
    const view = place ? place.closest(".view") : views[0];
    show(Math.max(0, views.indexOf(view)));
    if (place && place !== view) place.scrollIntoView();
    else scrollTo(0, 0);
  }

  function go(step) {
    const next = views[Math.max(0, Math.min(views.length - 1, now + step))];
    if (next !== views[now]) location.hash = `view=${next.id}`;
  }

  function wear(name) {
    root.dataset.theme = name;
    theme.textContent = name === "dark" ? "Light" : "Dark";
  }

  // TOML: a text in JSON's quotes is one in TOML's as well.
  function loop() {
    const form = document.querySelector(".decide");
    const said = (name) => JSON.stringify(form.elements[name].value.trim());
    const save = document.getElementById("save").dataset;
    return [
      "# A decision from a planning meeting. Fill in [reflect] when the time has come.",
      "[listen]", `note = ${JSON.stringify(save.said)}`, 'source = "meeting file"', "",
      "[measure]", `question = ${JSON.stringify(save.measure)}`, `as_of = ${JSON.stringify(save.asOf)}`,
      `digest = ${JSON.stringify(save.digest)}`, "",
      "[plan]", `try = ${said("try")}`, `with = ${said("with")}`, `expect = ${said("expect")}`,
      `stop_if = ${said("stop")}`, `who = ${said("who")}`, `by_when = ${said("by")}`, "",
      "[reflect]", 'observed = ""', "", "[again]", 'decision = ""', "",
    ].join("\n");
  }

  // As somebody would write it into the minutes: what was left open is left out.
  function minutes() {
    const form = document.querySelector(".decide");
    const save = document.getElementById("save").dataset;
    const said = (name) => form.elements[name].value.trim().replace(/[.\s]+$/, "");
    const part = (before, name, after = "") => (said(name) ? `${before}${said(name)}${after}` : "");
    const plan = part("We try: ", "try") + part(said("try") ? ", with " : "With ", "with");
    const sentences = [plan, part("We expect: ", "expect"), part("We stop if: ", "stop"), part("Who: ", "who"), part("By when: ", "by")];
    const told = sentences.filter(Boolean).map((one) => `${one}.`).join(" ");
    return `${told || "Nothing was decided."}\n\nWhat it is about: ${save.said}. As of ${save.asOf}; data ${save.digest}.\n`;
  }

  function download(text, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function key(event) {
    if (event.target.closest("input, textarea, pre") || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (step) { event.preventDefault(); go(step); }
    if (event.key === "Home") location.hash = `view=${views[0].id}`;
    if (event.key === "End") location.hash = `view=${views[views.length - 1].id}`;
  }

  document.getElementById("before").addEventListener("click", () => go(-1));
  document.getElementById("after").addEventListener("click", () => go(1));
  document.getElementById("print").addEventListener("click", () => print());
  document.getElementById("save").addEventListener("click", () => download(minutes(), "decision.txt"));
  document.getElementById("save-loop").addEventListener("click", () => download(loop(), "decision.toml"));
  document.querySelector(".decide").addEventListener("submit", (event) => event.preventDefault());
  theme.addEventListener("click", () => wear(theme.textContent === "Dark" ? "dark" : "light"));
  document.addEventListener("keydown", key);
  addEventListener("hashchange", follow);
  theme.textContent = dark.matches ? "Light" : "Dark";
  document.getElementById("story").hidden = false;
  root.classList.add("live");
  follow();
})();
