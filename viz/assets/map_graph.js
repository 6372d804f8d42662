/* What is drawn and what is lit: steps and arrows by what is switched on. */

/* The steps that can be reached from one along arrows, forward or backward, itself included. */
function linked(key, among, ends) {
  const found = new Set([key]);
  const open = [key];
  while (open.length) {
    const here = open.pop();
    for (const arrow of among) {
      const [from, to] = ends(arrow);
      if (from === here && !found.has(to)) {
        found.add(to);
        open.push(to);
      }
    }
  }
  return found;
}

const forward = (arrow) => [arrow.from, arrow.to];
const backward = (arrow) => [arrow.to, arrow.from];

/* Whom at least the people shown reached within the window, over anything in between; or came from. */
function reachedFrom(key, way) {
  const [here, there] = way === "after" ? [0, 1] : [1, 0];
  const people = Math.max(5, state.least);
  const found = map.reached.filter((one) => one[here] === key && one[2] >= people).map((one) => one[there]);
  return new Set([key, ...found]);
}

/* A filter changes what is drawn, never what a percentage means: nothing is counted here. */
function drawn() {
  const fits = (step) => !state.hide.includes(step.key)
    && (!state.only.length || state.only.includes(step.key))
    && (!state.least || step.people >= state.least);
  let keys = new Set(map.steps.filter(fits).map((step) => step.key));
  const both = (arrow) => keys.has(arrow.from) && keys.has(arrow.to);
  let kept = map.arrows.filter((arrow) => both(arrow) && arrow.people >= state.least);
  const narrow = (found) => { keys = new Set([...keys].filter((key) => found.has(key))); };
  if (state.start !== null) narrow(linked(state.start, kept, forward));
  if (state.end !== null) narrow(linked(state.end, kept, backward));
  kept = kept.filter(both);
  return { steps: keys, arrows: new Set(kept.map((arrow) => arrowKey(arrow.from, arrow.to))) };
}

/* What stands out; null where everything does. */
function lit(shown) {
  const kept = map.arrows.filter((arrow) => shown.arrows.has(arrowKey(arrow.from, arrow.to)));
  const within = (keys) => kept.filter((a) => keys.has(a.from) && keys.has(a.to));
  const made = (keys, among) => ({
    steps: keys, arrows: new Set(among.map((arrow) => arrowKey(arrow.from, arrow.to))),
  });
  if (state.route.length) {
    const along = new Set(state.route.slice(1).map((key, at) => arrowKey(state.route[at], key)));
    return made(new Set(state.route), kept.filter((a) => along.has(arrowKey(a.from, a.to))));
  }
  if (state.move) return { steps: new Set(state.move), arrows: new Set([arrowKey(...state.move)]) };
  if (state.step === null) return null;
  if (state.reach) {
    const keys = reachedFrom(state.step, state.reach);
    return made(keys, within(keys));
  }
  const near = kept.filter((a) => a.from === state.step || a.to === state.step);
  return made(new Set([state.step, ...near.flatMap(forward)]), near);
}

/* The steps that a step has moves with, and itself. */
function around(key) {
  const near = map.arrows.filter((a) => a.from === key || a.to === key);
  return [...new Set([key, ...near.flatMap(forward)])];
}

/* A move that was chosen in a card and is not among the arrows: from edge to edge, bent a little. */
function chosenMove() {
  if (!state.move || arrows.has(arrowKey(...state.move))) return [];
  const [from, to] = state.move.map((key) => steps.get(key));
  const said = moves.get(arrowKey(...state.move));
  if (!from || !to || from === to || !said) return [];
  const way = Math.atan2(to.y - from.y, to.x - from.x);
  const off = (circle, angle, by) => [circle.x + by * Math.cos(angle), circle.y + by * Math.sin(angle)];
  const a = off(from, way - 0.35, from.reach + 2);
  const d = off(to, way + Math.PI + 0.35, to.reach + 12);
  const third = Math.hypot(d[0] - a[0], d[1] - a[1]) / 3;
  const [b, c] = [[a, way - 0.35], [d, way + Math.PI + 0.35]].map(([[x, y], turn]) => [x + third * Math.cos(turn), y + third * Math.sin(turn)]);
  const sections = Object.fromEntries(said.slice(1).map(([at, note, ...rest]) => [heading(at), { note, rest }]));
  const share = sections[heading(0)]?.rest[1] ?? "";
  const text = share.includes("%") ? share.split(" (")[0] : said[0];
  const direction = sections[heading(4)]?.note;
  const middle = [0, 1].map((k) => (a[k] + 3 * b[k] + 3 * c[k] + d[k]) / 8);
  const w = 9 * text.length + 18;
  return [{
    from: from.key, to: to.key, people: 0, look: ["up", "down"].includes(direction) ? direction : "level",
    curve: [a, b, c, d], width: 3, size: 16, here: text, everyone: text, filled: true,
    pill: [middle[0] - w / 2, middle[1] - 11, w, 22],
  }];
}
