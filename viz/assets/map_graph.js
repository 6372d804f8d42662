/* What is drawn and what is lit: steps and arrows by what is switched on. */

const arrowKey = (from, to) => `${from}>${to}`;
const moves = new Map(map.moves.map(([from, to, ...told]) => [arrowKey(from, to), told]));
const arrows = new Map(map.arrows.map((arrow) => [arrowKey(arrow.from, arrow.to), arrow]));
const routes = new Map(map.routes.map(([keys, exactly, atLeast]) => [
  keys.join(">"), { exactly, atLeast },
]));

/* The steps that can be reached from one along arrows, forward or backward, itself included. */
function reached(key, among, ends) {
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

/* A filter changes what is drawn, never what a percentage means: nothing is counted here. */
function drawn() {
  const fits = (step) => !state.hide.includes(step.key)
    && (!state.only.length || state.only.includes(step.key))
    && (!state.least || step.people >= state.least);
  let keys = new Set(map.steps.filter(fits).map((step) => step.key));
  const inside = (arrow) => keys.has(arrow.from) && keys.has(arrow.to);
  let kept = map.arrows.filter((arrow) => inside(arrow) && arrow.people >= state.least);
  const narrow = (found) => { keys = new Set([...keys].filter((key) => found.has(key))); };
  if (state.start !== null) narrow(reached(state.start, kept, forward));
  if (state.end !== null) narrow(reached(state.end, kept, backward));
  kept = kept.filter(inside);
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
    const keys = reached(state.step, kept, state.reach === "after" ? forward : backward);
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
