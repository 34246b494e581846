/** Under which conditions the figures of a chart were measured, in few words, and how its bars are to be read. */
import type { ResultFile } from '../../result/result.ts';
import type { Estimate, ExperimentAnalysis, GroupAnalysis } from '../../analysis/analysis.ts';
import type { Cell } from '../../result/trial.ts';
import { formatCount, formatPercent } from '../text/format.ts';
import { comparedMetrics, count, roundsOf } from '../text/words.ts';

/** Two lines below a chart's title: what was measured under which conditions, and on what. */
export function subtitleOf({ title, groups, primaryMetric }: ExperimentAnalysis, result: ResultFile): string[] {
  const rows = groups.flatMap((group) => group.rows);
  const rounds = roundsOf(rows.map((row) => row[primaryMetric]));
  return [[title, ...termsOf(rows.map(({ cell }) => cell))].join(' · '), `${rounds} · ${provenance(result)}`];
}

/** Profile, seed and machine: `profile quick, seed 7 · AMD EPYC 7763, 2 processors (kvm)`. */
export function provenance({ plan, environment }: ResultFile): string {
  const { processor, virtualization } = environment;
  const hypervisor = virtualization === null ? '' : ` (${virtualization})`;
  return `profile ${plan.profile}, seed ${plan.seed} · ${processor.model}, ${count(processor.count, 'processor')}${hypervisor}`;
}

/** What all cells have in common, shorter than the sentence in the report; what differs is left to the names of groups. */
function termsOf(cells: readonly Cell[]): string[] {
  const [first] = cells;
  if (first === undefined) return [];
  const common = <Value>(value: (cell: Cell) => Value, words: (one: Value) => string | null): string[] => {
    const one = value(first);
    return cells.every((cell) => value(cell) === one) ? [words(one) ?? []].flat() : [];
  };
  const hasLoad = cells.some(({ connections }) => connections > 0);
  return [
    ...common(
      ({ model }) => model,
      (model) => (cells.some(({ arm }) => arm !== model) ? model : null),
    ),
    ...common(
      ({ connections }) => connections,
      (connections) => (hasLoad ? count(connections, 'connection') : 'no load'),
    ),
    ...common(
      ({ exchangesPerConnection }) => exchangesPerConnection,
      (exchanges) => (exchanges === null ? null : `${count(exchanges, 'exchange')} each`),
    ),
    ...common(
      ({ idleConnections }) => idleConnections,
      (idle) => (idle === 0 ? null : `${formatCount(idle)} idle`),
    ),
    ...common(
      ({ depth }) => depth,
      (depth) => (hasLoad ? `${formatCount(depth)} in flight on each` : null),
    ),
    ...common(
      ({ payloadBytes }) => payloadBytes,
      (bytes) => `${formatCount(bytes)} B`,
    ),
    ...common(
      ({ receiveBufferBytes }) => receiveBufferBytes,
      (bytes) => (bytes === null ? null : `receive buffer ${formatCount(bytes)} B`),
    ),
    ...common(({ framing }) => framing, String),
    ...common(({ service }) => service, String),
    ...common(({ path }) => path, String),
    ...common(placement, String),
  ];
}

/** `server on processor 0, client on 1`, `nothing pinned`. */
function placement({ regime, serverCpus, clientCpus }: Cell): string {
  if (serverCpus === null && clientCpus === null)
    return regime === 'whole-machine' ? 'whole machine' : 'nothing pinned';
  const processors = (cpus: readonly number[] | null) => cpus?.join(', ') ?? 'any';
  return `server on processor ${processors(serverCpus)}, client on ${processors(clientCpus)}`;
}

/** What the bars of a chart of comparisons are, or why it has none. */
export function ratioBars(experiment: ExperimentAnalysis): string {
  const compared = comparedMetrics(experiment);
  const ratios = experiment.groups.flatMap(({ rows }) =>
    rows.flatMap(({ contrast }) => compared.flatMap((metric) => contrast?.[metric] ?? [])),
  );
  const coverages = ratios.flatMap(({ coverage }) => (coverage === null ? [] : [coverage]));
  if (coverages.length === 0) return noBars(ratios);
  return `Bar (hidden where shorter than its mark): 95 % interval, simultaneous over all comparisons of the experiment (each covers at least ${formatPercent(Math.min(...coverages))}).`;
}

/** What the bars of a chart of single figures are, or why it has none. */
export function absoluteBars(experiment: ExperimentAnalysis): string {
  const shown = comparedMetrics(experiment);
  const estimates = experiment.groups.flatMap(({ rows }) =>
    rows.flatMap((row) => shown.flatMap((metric) => row[metric] ?? [])),
  );
  if (estimates.every(({ interval }) => interval === null)) return noBars(estimates);
  return "Bar (hidden where shorter than its mark): 95 % interval of the single figure. The machine's drift from round to round is in it: whether two models differ is read from the comparisons.";
}

function noBars(estimates: readonly Estimate[]): string {
  return `No bars (${estimates.find(({ note }) => note !== null)?.note ?? 'no interval'}).`;
}

/** In a chart of comparisons: what was measured beside its arms. */
export function othersNote(others: number): string[] {
  if (others <= 0) return [];
  const what = others === 1 ? '1 more was' : `${formatCount(others)} more were`;
  return [`${what} measured without a declared comparison: see the chart of absolute figures.`];
}

/** In charts of single figures, where the baseline was measured twice. */
export function twinNote(groups: readonly GroupAnalysis[]): string {
  const isTwin = groups.some(({ rows }) => rows.some(({ cells }) => cells > 1));
  return isTwin ? ' The baseline is the mean of its two identical cells.' : '';
}
