/** On what a run was measured and by which plan, how to measure it again, and where the rest is told. */
import { binaryBytes } from '../../../result/quantity.ts';
import type { ResultFile } from '../../../result/result.ts';
import { formatMinutes, formatPercent, formatQuantity } from '../../text/format.ts';
import { mitigationsText } from '../../text/machine.ts';
import { hadLocalChanges, repeatCommands } from '../../text/repeat.ts';
import { count } from '../../text/words.ts';
import { code, codeBlock, details, plain } from '../text.ts';

/** Folded: what is not in the first line of the report. Of the servers' machine too, where that is another one. */
export function machineAndPlan(result: ResultFile): string {
  const { environment, remoteEnvironment } = result;
  const machines =
    remoteEnvironment === undefined
      ? [machineFacts('Machine', environment)]
      : [
          machineFacts('Machine of the clients', environment),
          machineFacts('Machine of the servers', remoteEnvironment),
        ];
  return details('Machine and plan', [...machines, planFacts(result)].map((line) => `- ${line}`).join('\n'));
}

function machineFacts(title: string, environment: ResultFile['environment']): string {
  const { processor, memoryBytes, os, governor, cgroup, loadAverage, runtime, programs } = environment;
  const smt = processor.smt === null ? '' : `, simultaneous multithreading ${processor.smt ? 'on' : 'off'}`;
  const facts = [
    `${plain(processor.model)}, ${count(processor.count, 'processor')}${smt}${restriction(processor)}`,
    formatQuantity(memoryBytes, binaryBytes),
    plain(os.release),
    plain(mitigationsText(environment)),
    `governor ${known(governor)}`,
    `cpu.max ${known(cgroup.cpuMax)}`,
    `load average before ${loadAverage.join(', ')}`,
    `Node ${plain(runtime.node)}, SHA-256 ${code(runtime.sha256.slice(0, 12))}`,
    ...(programs === undefined || programs.withheld.length === 0
      ? []
      : [`variables withheld: ${programs.withheld.map(code).join(', ')}`]),
  ];
  return `${title}: ${facts.join('; ')}.`;
}

/** Which processors could be used, where not all of them. */
function restriction({ count: all, allowed }: ResultFile['environment']['processor']): string {
  if (allowed === undefined || allowed === null || allowed.length === all) return '';
  return `; only ${allowed.join(', ')} could be used (numbered from 0)`;
}

function planFacts({ plan, elapsedMs }: ResultFile): string {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  const cells = sum(plan.groups.map((group) => group.cells.length));
  const comparisons = sum(plan.groups.map((group) => group.comparisons.length));
  const facts = [
    `seed ${plan.seed}, margin ${formatPercent(plan.margin)}`,
    `${count(plan.groups.length, 'group')}, ${count(cells, 'cell')}, ${count(comparisons, 'comparison')}`,
    `slices of ${plan.slice.ms} ms`,
    ...(elapsedMs === null ? [] : [`the run took ${formatMinutes(elapsedMs)}`]),
  ];
  return `Plan: ${facts.join('; ')}.`;
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
      '[report.html](report.html): every table and figure, with citations; [results.json](results.json): the raw trials',
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
