/* The picture as it stands: as SVG, as PNG, on paper. */

function pictureMarks() {
  const view = views.get(state.view);
  const line = (x, y, text, anchor, size = 14) => ({ x, y, text, anchor, size, role: "text2" });
  return [
    ...map.frame,
    line(24, 68, view ? view.sentence : map.subtitle, "start", 15),
    { ...line(1256, 648, document.querySelector(".shown").textContent, "end"), weight: 700, role: "text" },
    line(24, 88, `Percentages: ${baseWords()}`, "start"),
    ...map.captions[state.base].map((text, at) => line(24, 672 + 19 * at, text, "start")),
    ...cardMarks(),
    ...mapMarks(),
  ];
}

function hand(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function svgText() {
  return new XMLSerializer().serializeToString(svgOf(pictureMarks(), document.title));
}

function saveSvg() {
  hand(new Blob([svgText()], { type: "image/svg+xml" }), "pathway-map.svg");
}

function savePng() {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2560, 1440];
  const ctx = canvas.getContext("2d");
  ctx.scale(2, 2);
  ctx.fillStyle = palette.page;
  ctx.fillRect(0, 0, 1280, 720);
  drawAll(ctx, pictureMarks());
  canvas.toBlob((blob) => hand(blob, "pathway-map.png"));
}

/* Paper has a light ground: the picture is made anew in the light palette, and the table opens. */
function makePrintable() {
  const before = palette;
  palette = map.palettes.light;
  document.querySelector(".twin").replaceChildren(svgOf(pictureMarks(), document.title));
  palette = before;
  byId("numbers").open = true;
}

byId("save-svg").addEventListener("click", saveSvg);
byId("save-png").addEventListener("click", savePng);
byId("print").addEventListener("click", () => window.print());
window.addEventListener("beforeprint", makePrintable);
