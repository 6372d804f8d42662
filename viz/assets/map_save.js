/* The picture as it stands: as SVG, as PNG, on paper. */

function titleMarks() {
  const size = titleSize();
  const ctx = document.createElement("canvas").getContext("2d");
  ctx.font = fontOf({ size, weight: 700 });
  let x = 24;
  let y = size > 20 ? 36 : 20;
  return headline().flatMap(([role, text]) => text.split(/(?<= )/).map((word) => {
    const wide = ctx.measureText(word).width;
    if (x + wide > 1262) [x, y] = [24, y + 23];
    const mark = { x, y, text: word, anchor: "start", size, weight: 700, role };
    x += wide;
    return mark;
  }));
}

function pictureMarks() {
  const line = (x, y, text, anchor, size = 15) => ({ x, y, text, anchor, size, role: "text2" });
  const named = chips().map(([text]) => text).join("; ");
  return [
    ...titleMarks(),
    line(24, 62, [...new Set([subtitleNow(), named])].filter(Boolean).join(". "), "start", 16),
    { ...line(1256, 641, document.querySelector(".shown").textContent, "end"), weight: 700, role: "text" },
    line(24, 670, map.captions[state.base], "start"),
    ...map.legend.map((mark) => ({ ...mark, owners: undefined })),
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
  ctx.translate(0, 18);
  drawAll(ctx, pictureMarks());
  canvas.toBlob((blob) => hand(blob, "pathway-map.png"));
}

/* Paper has a light ground: the picture is made anew in the light palette.  The tables are printed
   when they are open. */
function makePrintable() {
  const before = palette;
  palette = data.map.palettes.light;
  document.querySelector(".twin").replaceChildren(svgOf(pictureMarks(), document.title));
  palette = before;
}

byId("save-svg").addEventListener("click", saveSvg);
byId("save-png").addEventListener("click", savePng);
byId("print").addEventListener("click", () => window.print());
window.addEventListener("beforeprint", makePrintable);
