/** What run a report is about: its machine, its plan, and the command that repeats it. */
import { fingerprintOf } from '../../machine/fingerprint.ts';
import { timeSpent } from '../../analysis/time-spent.ts';
import { binaryBytes, plainCount } from '../../result/quantity.ts';
import { roundsOfGroup, type Plan } from '../../result/plan.ts';
import type { ResultFile } from '../../result/result.ts';
import { formatCount, formatExactly, formatPercent, formatQuantity } from '../text/format.ts';
import { programRows } from './programs.ts';
import { code, codeBlock, details, plain, table } from './text.ts';
import { hadLocalChanges, repeatCommands } from '../text/repeat.ts';
import { timeLine } from '../text/time-line.ts';
import { count } from '../text/words.ts';

/** Of the runner and its clients, and of the servers where these are on another one. */
export function machineSection(result: ResultFile): string {
  const { remoteEnvironment } = result;
  if (remoteEnvironment === undefined) return machineTable('## Machine', result);
  return [
    machineTable('## Machine of the clients', result),
    machineTable('## Machine of the servers', { ...result, environment: remoteEnvironment }),
  ].join('\n\n');
}

function machineTable(heading: string, result: ResultFile): string {
  const {
    processor,
    memoryBytes,
    os,
    virtualization,
    governor,
    mitigations,
    cgroup,
    congestionControl,
    loopback,
    descriptorLimit,
    loadAverage,
    commit,
    clockSource,
  } = result.environment;
  const smt = processor.smt === null ? '' : `, simultaneous multithreading ${processor.smt ? 'on' : 'off'}`;
  const facts: (readonly [string, string])[] = [
    ['Fingerprint', `${code(fingerprintOf(result.environment).short)}, of all that figures depend on in a machine`],
    ['Processor', `${plain(processor.model)}, ${count(processor.count, 'processor')}${smt}${restriction(processor)}`],
    ['Memory', formatQuantity(memoryBytes, binaryBytes)],
    ['System', `${plain(os.platform)}, ${plain(os.release)}, kernel ${plain(os.kernel)}`],
    ['Kernel build', known(os.build ?? null)],
    ['Clock source', known(clockSource ?? null)],
    ['Virtualization', known(virtualization)],
    ['Frequency governor', known(governor)],
    [
      'Control group',
      `version ${known(cgroup.version)}, cpu.max ${known(cgroup.cpuMax)}, memory.max ${known(cgroup.memoryMax)}`,
    ],
    ['TCP congestion control', known(congestionControl)],
    ['Loopback MTU', known(loopback.mtu)],
    ['Open files', `soft limit ${known(descriptorLimit.soft)}, hard limit ${known(descriptorLimit.hard)}`],
    ['Load average before the run', loadAverage.join(', ')],
    ...programRows(result),
    ['Commit', commit === null ? 'unknown' : code(commit)],
  ];
  const vulnerabilities = Object.entries(mitigations ?? {}).map(([name, state]) => [plain(name), plain(state)]);
  return [
    heading,
    table([{ title: 'What' }, { title: 'As read before the run' }], facts),
    mitigations === null
      ? 'The mitigations of the processor’s vulnerabilities could not be read.'
      : details('Mitigations', table([{ title: 'Vulnerability' }, { title: 'State' }], vulnerabilities)),
  ].join('\n\n');
}

/** Which processors could be used, where not all of them. */
function restriction({ count: all, allowed }: ResultFile['environment']['processor']): string {
  if (allowed === undefined || allowed === null || allowed.length === all) return '';
  return `; only ${allowed.join(', ')} could be used (numbered from 0)`;
}

/** Of a run with `--precision`: when an experiment ended, and why its intervals are wider than those of other runs. */
function precisionFact({ precision }: ResultFile['plan']): string[] {
  if (precision === undefined) return [];
  const { asked, coverage, looks, pilot } = precision;
  const before =
    pilot === null
      ? ''
      : ` A pilot of ${count(pilot.rounds, 'round')}, which are no part of this result, told beforehand how much rounds scatter.`;
  return [
    `Precision ±${formatPercent(asked)}: an experiment ended after ${looks.slice(0, -1).join(', ')} or ${looks.at(-1)} rounds, when the half-width of each of its comparisons was no more; where the last were not enough, a caveat says so. The widths alone were judged, never where an interval lies. Intervals are made to cover at once with ${formatPercent(coverage)}, so that they do with 95 % in spite of the looks.${before}`,
  ];
}

/** Groups that are in the first rounds only. */
function fewerRounds({ groups, rounds }: Plan): string {
  const fewer = groups.filter((group) => roundsOfGroup(group, rounds) < rounds);
  if (fewer.length === 0) return '';
  const each = fewer.map((group) => `${code(group.id)} ${roundsOfGroup(group, rounds)}`);
  return ` Groups whose counts decide after fewer are in the first rounds alone: ${each.join(', ')}.`;
}

export function planSection({ plan, calibrations, trials, elapsedMs }: ResultFile): string {
  const rows = plan.groups.map(({ id, cells, comparisons, schedule, slices, terms }) => [
    code(id),
    cells.map(({ arm, role }) => (role === 'arm' ? code(arm) : `${code(arm)} (${role})`)).join(', '),
    formatCount(comparisons.length),
    schedule === 'interleaved' ? `interleaved, ${count(slices, 'slice')}` : 'one trial after another',
    plain(terms.map(({ text }) => text).join(', ')),
  ]);
  const spent = timeSpent(plan, trials, elapsedMs);
  const facts = [
    `${plan.precision === undefined ? '' : 'At most '}${count(plan.rounds, 'round')}; each round measures every cell of a group once, in one block.${fewerRounds(plan)}`,
    ...precisionFact(plan),
    ...(spent === null ? [] : [`Time: ${timeLine(spent)}.`]),
    `Interleaved: slices of ${plan.slice.ms} ms for each cell and round, rotating through live trials; the order is reversed every turn. One trial after another: a single slice, as long as all of them.`,
    `Warm-up: ${formatCount(plan.warmup.messagesPerIsolate)} messages per isolate or ${formatCount(plan.warmup.cpuMsPerIsolate)} ms of processor time per isolate, whichever came first; what was reached is in results.json.`,
    ...Object.entries(calibrations).flatMap(([kind, found]) => calibrationFact(kind, found)),
  ];
  return [
    '## Plan',
    facts.map((fact) => `- ${fact}`).join('\n'),
    details(
      `${count(plan.groups.length, 'group')}, ${count(
        plan.groups.reduce((sum, { cells }) => sum + cells.length, 0),
        'cell',
      )}`,
      table(
        [
          { title: 'Group' },
          { title: 'Cells' },
          { title: 'Comparisons', align: 'right' },
          { title: 'Schedule' },
          { title: 'Conditions' },
        ],
        rows,
      ),
    ),
  ].join('\n\n');
}

/** What trials of a kind rest on, by the names that results.json has for it. */
function calibrationFact(kind: string, found: ResultFile['calibrations'][string]): string[] {
  const values = Object.entries(found).map(([name, value]) => `${code(name)} ${plain(calibrationText(value))}`);
  if (values.length === 0) return [];
  return [`Before the first block, the calibration of trials of the kind ${code(kind)} found: ${values.join(', ')}.`];
}

function calibrationText(value: unknown): string {
  if (typeof value === 'number') return formatExactly(Number(value.toPrecision(4)), plainCount);
  if (typeof value === 'object' && value !== null) return `(${namedTexts(value)})`;
  return String(value);
}

function namedTexts(values: object): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}: ${calibrationText(value)}`)
    .join('; ');
}

export function repeatSection(result: ResultFile): string {
  const dirty = hadLocalChanges(result) ? '\n\nThe work tree had changes that the commit does not hold.' : '';
  return [
    '## Measure it again',
    codeBlock(repeatCommands(result).join('\n'), 'sh') + dirty,
    '`npm run report -- DIR` makes this report again from the `results.json` beside it, byte for byte.',
  ].join('\n\n');
}

function known(value: string | number | null): string {
  return value === null ? 'unknown' : plain(String(value));
}
