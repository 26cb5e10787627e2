// `node anomalies/makeData.js [FILE]`: writes readings of machine tools as a CSV, a few of which have a fault. Everything comes from the seed.
//
// A fault breaks how the sensors go together and rarely takes one of them out of its range: a spindle that is worn shakes more than it
// should at its speed and load, but less than a sound one at full speed.
import { randomStream } from '@vaekit/core';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const dataFile = join(fileURLToPath(new URL('out/', import.meta.url)), 'machines.csv');

const materials = [
  { name: 'aluminium', speed: 3200, hardness: 0.5 },
  { name: 'brass', speed: 2500, hardness: 0.75 },
  { name: 'steel', speed: 1700, hardness: 1.3 },
];
const faults = {
  'worn bearing': (reading, { normal }) => ({ ...reading, vibration: reading.vibration + 0.9 + 0.2 * Math.abs(normal()) }),
  'clogged coolant': (reading, { uniform }) => ({
    ...reading,
    flow: reading.flow * uniform(0.4, 0.65),
    temperature: reading.temperature + uniform(5, 10),
  }),
  'slipping belt': (reading, { uniform }) => ({
    ...reading,
    speed: reading.speed * uniform(0.7, 0.85),
    current: reading.current + uniform(1.5, 3),
  }),
  'stuck thermometer': (reading, { uniform }) => ({ ...reading, temperature: uniform(30, 75) }),
  'wrong material': (reading, { pick }) => ({
    ...reading,
    material: pick(materials.filter(({ name }) => name !== reading.material)).name,
  }),
};

function dice(stream) {
  const uniform = (low, high) => low + (high - low) * stream.fillUniform(new Float32Array(1))[0];
  const normal = () => stream.fillNormal(new Float32Array(1))[0];
  return { uniform, normal, pick: (list) => list[stream.below(list.length)] };
}

function soundReading(row, draws) {
  const { uniform, normal, pick } = draws;
  const material = pick(materials);
  const mode = pick(['idle', 'cutting', 'cutting', 'cutting', 'ramping']);
  const share = { idle: 0.15, cutting: 1, ramping: uniform(0.3, 0.9) }[mode];
  const speed = material.speed * share * (1 + 0.02 * normal());
  const load = mode === 'idle' ? 0.03 : uniform(0.3, 1) * (mode === 'cutting' ? 1 : 0.6);
  const hall = 20 + 4 * Math.sin((2 * Math.PI * row) / 480);
  return {
    mode,
    material: material.name,
    doorOpen: mode === 'idle' && uniform(0, 1) < 0.4,
    speed,
    torque: 42 * load * material.hardness + 0.8 * normal(),
    current: 1.5 + speed / 900 + 9 * load * material.hardness + 0.25 * normal(),
    temperature: hall + 8 + speed / 250 + 18 * load * material.hardness + 0.8 * normal(),
    vibration: 0.3 + speed / 1600 + 0.8 * load ** 2 + 0.06 * normal(),
    flow: (mode === 'idle' ? 1 : 5 + 4 * load) + 0.2 * normal(),
  };
}

/** The CSV as text: `rows` readings, of which about `faulty` have a fault and each sensor is missing in about `missing`. */
export function machineReadings({ rows = 6000, faulty = 0.03, missing = 0.03, seed = 7 } = {}) {
  const draws = dice(randomStream(seed));
  const lines = [
    'reading,time,hall,sample_hz,mode,material,door_open,speed_rpm,torque_nm,current_a,temperature_c,vibration_mm_s,coolant_l_min,fault',
  ];
  const begin = Date.UTC(2024, 0, 8, 6);
  for (let row = 0; row < rows; row++) {
    const fault = draws.uniform(0, 1) < faulty ? draws.pick(Object.keys(faults)) : 'none';
    const sound = soundReading(row, draws);
    const reading = fault === 'none' ? sound : faults[fault](sound, draws);
    const { mode, material, doorOpen, speed, torque, current, temperature, vibration, flow } = reading;
    const sensors = [
      speed.toFixed(0),
      torque.toFixed(1),
      current.toFixed(2),
      temperature.toFixed(1),
      vibration.toFixed(2),
      flow.toFixed(2),
    ];
    const seen = sensors.map((value) => (draws.uniform(0, 1) < missing ? '' : value));
    const text = [`R${String(row + 1).padStart(5, '0')}`, new Date(begin + 180_000 * row).toISOString(), 'hall 3', 50];
    lines.push([...text, mode, material, doorOpen, ...seen, fault].join(','));
  }
  return `${lines.join('\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = process.argv[2] ?? dataFile;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, machineReadings());
  console.log(`wrote ${file}`);
}
