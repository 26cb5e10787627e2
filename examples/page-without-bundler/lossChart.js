/** Draws two curves over the epochs into an SVG of 420 by 190. */
export function lossChart(svg, { train, test }, epochs) {
  const [left, right, top, bottom] = [38, 412, 8, 164];
  const values = [...train, ...test];
  const step = niceStep((Math.max(...values) - Math.min(...values)) / 4);
  const low = Math.floor(Math.min(...values) / step) * step;
  const high = Math.max(Math.ceil(Math.max(...values) / step) * step, low + step);
  const x = (epoch) => left + ((right - left) * epoch) / Math.max(1, epochs - 1);
  const y = (value) => bottom - ((bottom - top) * (value - low)) / (high - low);
  const ticks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => low + i * step);
  const curve = (name, losses) => {
    const points = losses.map((loss, epoch) => `${x(epoch).toFixed(1)},${y(loss).toFixed(1)}`);
    const [cx, cy] = points.at(-1).split(',');
    return `<polyline class="curve ${name}" points="${points.join(' ')}" /><circle class="dot ${name}" cx="${cx}" cy="${cy}" r="4" />`;
  };
  svg.innerHTML = [
    ...ticks.map(
      (tick) =>
        `<path class="grid" d="M${left} ${y(tick)}H${right}" /><text x="${left - 6}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`,
    ),
    `<text x="${left}" y="184">epoch 1</text><text x="${right}" y="184" text-anchor="end">${epochs}</text>`,
    curve('test', test),
    curve('train', train),
  ].join('');
}

/** 1, 2 or 5 times a power of ten, not below a size. */
function niceStep(size) {
  const power = 10 ** Math.floor(Math.log10(Math.max(size, 1)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= size);
}
