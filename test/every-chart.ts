/**
 * Every kind of chart with everything that makes one hard to draw: all experiments of the suite, the committed results, many
 * arms with few and many groups, and names that anybody may give to a server of their own.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { experimentNames } from '../runner/experiments/index.ts';
import { chartsOf, type PlacedChart } from '../runner/report/describe/charts.ts';
import { readResult } from '../runner/store/result-file.ts';
import { kinds } from '../runner/trials/index.ts';
import { compute, everyModel, models, workLevels } from './made-up-charts.ts';
import { curveRun } from './made-up-curve.ts';
import { analysed } from './made-up-result.ts';
import { baseline, madeUpRun, suiteRun, type MadeUpArm, type MadeUpRun } from './made-up-run.ts';

/** Wide, long, without a place to break, of other alphabets, with accents, from right to left, and of whole phrases. */
const strangeNames = [
  'W'.repeat(200),
  'a server with quite a long name, which says what it does and how it differs from others '.repeat(3).slice(0, 200),
  'process-per-connection-with-huge-pages-and-a-cache-in-front-of-it',
  'Ẅ̴̢̧̛͎͚̲͙̜̿̈́e̵̡̛b̸̨̛s̷̡̛e̵̡̛r̷̡̛v̷̡̛e̵̡̛r̷̡̛'.repeat(4),
  'сервер-на-потоках-с-пулом-соединений',
  '并发服务器'.repeat(40),
  'שרת-הד-עם-תהליך-לכל-חיבור',
  'خادم-الصدى-مع-عملية-لكل-اتصال',
  'เซิร์ฟเวอร์ที่ตอบกลับทุกข้อความ',
  'सर्वर-जो-हर-संदेश-लौटाता-है',
  '🧵🧵🧵-👩‍👩‍👧‍👦-🇩🇪🇫🇷',
  '﷽'.repeat(5),
];

const fortyArms: readonly MadeUpArm[] = [
  ...everyModel,
  ...strangeNames.map((name, index) => ({ name, speed: 0.5 + index / 10, labels: { 'not-steady': 20 * (index % 2) } })),
  ...Array.from({ length: 40 - everyModel.length - strangeNames.length }, (_, index) => ({
    name: `another-server-${index + 1}`,
    speed: 0.9 + index / 50,
  })),
];

const fewCompared = fortyArms.map((arm, index) => ({ ...arm, compared: index % 5 === 0 }));
const strangeAlone = [
  { name: baseline, speed: 1 },
  ...fortyArms.slice(everyModel.length, everyModel.length + strangeNames.length),
];

const threeGroups = [
  { label: '1 connection, equal budget', connections: 1 },
  { label: '64 connections, equal budget', connections: 64 },
  { label: '64 connections, whole machine', connections: 64, regime: 'whole-machine' as const },
];

/** By what they are of. */
const madeUp: Readonly<Record<string, () => MadeUpRun>> = {
  'every experiment': () => suiteRun(experimentNames, { values: () => ({ labels: ['not-steady'] }) }),
  'three models of an unfit run': () => madeUpRun([models, compute], { unfit: true }),
  'forty arms': () => madeUpRun([{ ...models, arms: fortyArms }]),
  'forty arms over work, of which few are compared': () =>
    madeUpRun([{ ...compute, arms: fewCompared, groups: workLevels([0, 10, 100]) }]),
  'twenty arms in groups and at two levels': () =>
    madeUpRun([
      { ...models, arms: fewCompared.slice(0, 20), groups: threeGroups },
      { ...compute, arms: fewCompared.slice(0, 20), groups: workLevels([0, 100]) },
    ]),
  'strange names alone': () =>
    madeUpRun([
      { ...models, arms: strangeAlone },
      { ...compute, arms: strangeAlone.slice(0, 5) },
    ]),
  'curves of twenty arms': () => curveRun({ arms: fortyArms.slice(0, 20), ofSpeed: 0.31 }),
  'curves of saturated servers': () => curveRun({ arms: fortyArms.slice(0, 7), ofSpeed: 4 }),
  'many processors': () => {
    const cpus = Array.from({ length: 64 }, (_, cpu) => cpu);
    const topology = cpus.map((cpu) => ({ cpu, core: [cpu], cache: null }));
    return suiteRun(['placement'], { profile: 'standard', rounds: 8, setting: { cpus, topology } });
  },
};

const results = join(import.meta.dirname, '../results');

/** The committed ones, drawn anew from their trials. */
async function committed(): Promise<[string, MadeUpRun][]> {
  const folders = readdirSync(results, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(join(results, entry.name)).includes('results.json'))
    .map(({ name }) => name)
    .toSorted();
  return await Promise.all(
    folders.map(async (name): Promise<[string, MadeUpRun]> => {
      const result = await readResult(join(results, name), kinds);
      return [`results/${name}`, { result, analysis: analysed(result) }];
    }),
  );
}

/** @returns each with where it comes from: `forty arms, charts/models-ratio.svg` */
export async function everyChart(): Promise<(readonly [string, PlacedChart])[]> {
  const runs = [...Object.entries(madeUp).map(([name, made]) => [name, made()] as const), ...(await committed())];
  return runs.flatMap(([name, { result, analysis }]) =>
    chartsOf(result, analysis).map((chart) => [`${name}, ${chart.path}`, chart] as const),
  );
}
