// Pictures and files out of nothing, so that a person can send some without having any.

import { seeded } from "./chance.js";
import { fullTime } from "./time.js";

const WIDTH = 1280;
const HEIGHT = 960;
let shots = 0;

// A landscape with the simulated time on it; every shot differs. -> File (JPEG)
export async function takePhoto(now) {
  shots += 1;
  const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
  const random = seeded(now / 1000 + shots * 7919);
  const paint = canvas.getContext("2d");
  sky(paint, random);
  for (let layer = 0; layer < 4; layer += 1) hills(paint, random, layer);
  stamp(paint, `${fullTime(now)}  ·  shot ${shots}`);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.86));
  return new File([blob], `shot-${shots}.jpg`, { type: "image/jpeg" });
}

function sky(paint, random) {
  const hue = 180 + random() * 200;
  const gradient = paint.createLinearGradient(0, 0, 0, HEIGHT);
  gradient.addColorStop(0, `hsl(${hue} 62% 52%)`);
  gradient.addColorStop(1, `hsl(${hue + 50} 78% 82%)`);
  paint.fillStyle = gradient;
  paint.fillRect(0, 0, WIDTH, HEIGHT);
  paint.fillStyle = "rgba(255,255,255,.75)";
  paint.beginPath();
  paint.arc(WIDTH * (0.2 + random() * 0.6), 200 + random() * 180, 60 + random() * 60, 0, Math.PI * 2);
  paint.fill();
}

function hills(paint, random, layer) {
  const top = 430 + layer * 120;
  const phase = random() * 9;
  paint.fillStyle = `hsl(${140 + random() * 70} ${30 + layer * 6}% ${58 - layer * 12}%)`;
  paint.beginPath();
  paint.moveTo(0, HEIGHT);
  for (let x = 0; x <= WIDTH; x += 16) paint.lineTo(x, top + Math.sin(x / 170 + phase) * 60 + Math.sin(x / 61 + phase * 2) * 18);
  paint.lineTo(WIDTH, HEIGHT);
  paint.fill();
}

function stamp(paint, words) {
  paint.font = "600 34px ui-monospace, Consolas, monospace";
  const width = paint.measureText(words).width;
  paint.fillStyle = "rgba(0,0,0,.45)";
  paint.fillRect((WIDTH - width) / 2 - 22, HEIGHT - 106, width + 44, 62);
  paint.fillStyle = "white";
  paint.fillText(words, (WIDTH - width) / 2, HEIGHT - 64);
}

// The smallest PDF that readers open: one page with one line. -> File
export function samplePdf(now) {
  shots += 1;
  const line = `Sample document ${shots}, ${fullTime(now)}`;
  const stream = `BT /F1 20 Tf 60 760 Td (${line}) Tj ET`;
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
    `<</Length ${stream.length}>>stream\n${stream}\nendstream`,
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
  ];
  return new File([assemble(objects)], `sample-${shots}.pdf`, { type: "application/pdf" });
}

function assemble(objects) {
  let text = "%PDF-1.4\n";
  const starts = objects.map((body, index) => {
    const start = text.length;
    text += `${index + 1} 0 obj${body}endobj\n`;
    return start;
  });
  const table = starts.map((start) => `${String(start).padStart(10, "0")} 00000 n \n`).join("");
  return `${text}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF`;
}
