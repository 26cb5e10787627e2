// Makes a folder of JPEG pictures of mixed sizes, as photos come: `node packages/cli/scripts/makePhotos.mjs FOLDER [COUNT]`, 1,000 unless said.
// A sky and a ground in colors of their own, a sun and one to three hills; some lie on their side, as EXIF says, some are gray, some CMYK.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

const [folder, count = '1000'] = process.argv.slice(2);
const usage = 'node packages/cli/scripts/makePhotos.mjs FOLDER [COUNT]';
if (folder === '--help' || folder === '-h') {
  console.log(`Makes a folder of JPEG pictures of mixed sizes, 1,000 unless said: ${usage}`);
  process.exit(0);
}
if (folder === undefined || folder.startsWith('-') || !/^[1-9]\d*$/.test(count) || process.argv.length > 4) {
  console.error(
    `makePhotos: a folder and perhaps a number of pictures were expected, not '${process.argv.slice(2).join(' ')}'; write ${usage}`,
  );
  process.exit(2);
}

let state = 1;
/** A whole number from `low` to `high`, from a stream that is the same in every run. */
const between = (low, high) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return low + Math.floor((state / 2 ** 32) * (high - low + 1));
};
const color = (hue, lightness) => `hsl(${hue}, ${between(40, 80)}%, ${lightness}%)`;

function landscape(width, height) {
  const horizon = (height * between(40, 70)) / 100;
  const hills = Array.from({ length: between(1, 3) }, () => {
    const [middle, half, top] = [between(0, width), between(width >> 3, width >> 1), horizon - between(height >> 4, height >> 2)];
    return `<polygon points="${middle - half},${horizon} ${middle},${top} ${middle + half},${horizon}" fill="${color(between(200, 260), between(25, 50))}"/>`;
  });
  const radius = Math.min(width, height) / between(8, 14);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <linearGradient id="sky" x2="0" y2="1"><stop stop-color="${color(between(190, 230), between(45, 65))}"/><stop offset="1" stop-color="${color(between(10, 50), between(70, 85))}"/></linearGradient>
    <rect width="${width}" height="${height}" fill="url(#sky)"/>
    <circle cx="${between(0, width)}" cy="${between(0, horizon)}" r="${radius}" fill="hsl(${between(40, 60)}, 95%, 75%)"/>
    ${hills.join('')}
    <rect y="${horizon}" width="${width}" height="${height}" fill="${color(between(80, 130), between(20, 40))}"/>
  </svg>`;
}

mkdirSync(folder, { recursive: true });
for (let i = 0; i < Number(count); i++) {
  const [width, height] = [between(96, 400), between(96, 400)];
  const turned = i % 10 === 3;
  let image = sharp(Buffer.from(landscape(width, height))).removeAlpha();
  // Lying on its side, with the word of the camera that it is to be turned back.
  if (turned)
    image = sharp(await image.png().toBuffer())
      .rotate(270)
      .withMetadata({ orientation: 6 });
  else if (i % 50 === 7) image = image.grayscale();
  else if (i % 50 === 9) image = image.toColourspace('cmyk');
  await image.jpeg({ quality: between(70, 95) }).toFile(join(folder, `${String(i).padStart(4, '0')}.jpg`));
}
