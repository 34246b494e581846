/** On what a run was measured, by which plan, how to measure it again, and where the rest is told. */
import { binaryBytes } from '../../../result/quantity.ts';
import type { ResultFile } from '../../../result/result.ts';
import { formatCount, formatMinutes, formatPercent, formatQuantity } from '../../text/format.ts';
import { mitigationsText } from '../../text/machine.ts';
import { hadLocalChanges, repeatCommands } from '../../text/repeat.ts';
import { count } from '../../text/words.ts';
import { code, codeBlock, details, plain } from '../text.ts';

/** Of the runner and its clients, and of the servers where these are on another one. */
export function machineSection(result: ResultFile): string {
  const { remoteEnvironment } = result;
  if (remoteEnvironment === undefined) return machineFacts('Machine', result);
  return [
    machineFacts('Machine of the clients', result),
    machineFacts('Machine of the servers', { ...result, environment: remoteEnvironment }),
  ].join('\n\n');
}

function machineFacts(title: string, result: ResultFile): string {
  const { processor, memoryBytes, os, virtualization, governor, cgroup, loadAverage, runtime } = result.environment;
  const smt = processor.smt === null ? '' : `, simultaneous multithreading ${processor.smt ? 'on' : 'off'}`;
  const facts: (readonly [string, string])[] = [
    ['Processor', `${plain(processor.model)}, ${count(processor.count, 'processor')}${smt}${restriction(processor)}`],
    ['Memory', formatQuantity(memoryBytes, binaryBytes)],
    ['System', `${plain(os.release)}, kernel ${plain(os.kernel)}`],
    ['Virtualization', `${known(virtualization)}; frequency governor ${known(governor)}`],
    ['Mitigations', plain(mitigationsText(result.environment))],
    ['Control group', `cpu.max ${known(cgroup.cpuMax)}, memory.max ${known(cgroup.memoryMax)}`],
    ['Load average before the run', loadAverage.join(', ')],
    [
      'Runtime',
      `Node ${plain(runtime.node)}, SHA-256 ${code(runtime.sha256.slice(0, 12))}${runtime.pinned ? ', pinned' : ''}`,
    ],
  ];
  return details(title, facts.map(([what, text]) => `- ${what}: ${text}`).join('\n'));
}

/** Which processors could be used, where not all of them. */
function restriction({ count: all, allowed }: ResultFile['environment']['processor']): string {
  if (allowed === undefined || allowed === null || allowed.length === all) return '';
  return `; only ${allowed.join(', ')} could be used (numbered from 0)`;
}

export function planSection({ plan, elapsedMs }: ResultFile): string {
  const took = elapsedMs === null ? '' : `; the run took ${formatMinutes(elapsedMs)}`;
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  const cells = sum(plan.groups.map((group) => group.cells.length));
  const comparisons = sum(plan.groups.map((group) => group.comparisons.length));
  const facts = [
    `${count(plan.rounds, 'round')} planned, seed ${plan.seed}, margin ${formatPercent(plan.margin)}${took}.`,
    `Slices of ${plan.slice.ms} ms rotate through the live trials of interleaved groups, in alternating order.`,
    `Warm-up: ${formatCount(plan.warmup.messagesPerIsolate)} messages or ${formatCount(plan.warmup.cpuMsPerIsolate)} ms of processor time per isolate.`,
    `${count(plan.groups.length, 'group')}, ${count(cells, 'cell')}, ${count(comparisons, 'comparison')}: see results.json.`,
  ];
  return details('Plan', facts.map((fact) => `- ${fact}`).join('\n'));
}

export function repeatSection(result: ResultFile): string {
  const dirty = hadLocalChanges(result) ? '\n\nThe work tree had changes that the commit does not hold.' : '';
  return ['## Measure it again', codeBlock(repeatCommands(result).join('\n'), 'sh') + dirty].join('\n\n');
}

/** Where the rest is. */
export function filesSection(): string {
  return [
    '## More',
    [
      '[report.html](report.html): every table and figure, sortable, with citations',
      '[results.json](results.json): the raw trials',
      '`npm run report -- DIR --format csv`: the figures as data',
      '`npm run cite -- ID DIR`: a figure as a sentence; without ID, all that can be cited',
    ]
      .map((line) => `- ${line}`)
      .join('\n'),
  ].join('\n\n');
}

function known(value: string | number | null): string {
  return value === null ? 'unknown' : plain(String(value));
}
