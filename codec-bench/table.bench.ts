/** The figures as text, at most 100 columns: a line per cell and contestant; and the headline cell of all framings. */
import { contestantsFor } from './contestants.bench.ts';
import { estimate, leastRounds, ratio, type Estimate, type Result } from './estimate.bench.ts';
import type { Memory } from './memory.bench.ts';
import { framings, type FramingName } from '../protocol/framing/index.ts';

/** Cells of one framing: a table for each kind of contents. */
export function formatFraming(cells: readonly (readonly Result[])[]): string {
  return [...Map.groupBy(cells, ([own]) => own?.contents).values()].map(formatContents).join('\n');
}

function formatContents(cells: readonly (readonly Result[])[]): string {
  const [own] = cells[0] ?? [];
  const title = `${own?.framing}${own?.contents === 'escapes' ? ', every byte escaped' : ''}`;
  const header = ['bytes', 'chunks', 'who', 'messages/s', '±', 'MB/s', 'bytes/msg', 'echobench ÷ it'];
  const rows = cells.flatMap((results) => results.map((result) => formatRow(result, results[0] ?? result)));
  const lines = own !== undefined && hasMegabytes(own.framing) ? [header, ...rows] : without(5, [header, ...rows]);
  return `\n${title}\n${align(lines, [1, 2])}`;
}

/**
 * Without messages, what is "decoded" is a chunk that is handed on: megabytes per second of bytes that nothing touches
 * would be terabytes, and say nothing.
 */
function hasMegabytes(framing: FramingName): boolean {
  return framings[framing].boundary !== 'none';
}

/** Whoever is told where a message ends does not look at its payload; whoever encodes copies it. */
function touchesPayload({ framing, work }: Result): boolean {
  const { boundary } = framings[framing];
  return work === 'encode' || (boundary !== 'fixed' && boundary !== 'length');
}

function without(column: number, rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return rows.map((row) => row.toSpliced(column, 1));
}

function formatRow(result: Result, own: Result): readonly string[] {
  const rate = estimate(result.messagesPerSecond);
  return [
    ...(result === own ? [String(own.payloadBytes), own.work] : ['', '']),
    result.contestant,
    formatRate(rate.median),
    formatSpread(rate),
    touchesPayload(result) ? formatMegabytes((rate.median * result.payloadBytes) / 1e6) : '',
    result.memory === null ? '' : formatMemory(result.memory),
    result === own ? '' : formatRatio(ratio(own, result)),
  ];
}

/** The cell that most say something about: small messages in large chunks. */
const headline = { payloadBytes: 64, work: '65536', contents: 'printable' } as const;

/** One line per framing for the headline cell; nothing when it was not measured. */
export function formatHeadline(cells: readonly (readonly Result[])[]): string {
  const rows = cells.flatMap((results) => {
    const [own] = results;
    if (own === undefined || own.payloadBytes !== headline.payloadBytes) return [];
    if (own.work !== headline.work || own.contents !== headline.contents) return [];
    const peers = results.filter(({ role }) => role === 'peer');
    const speed = (result: Result): number => estimate(result.messagesPerSecond).median;
    const fastest = peers.toSorted((a, b) => speed(b) - speed(a))[0];
    const kept = results.find(({ role }) => role === 'kept');
    return [
      [
        own.framing,
        formatRate(speed(own)),
        (1e9 / speed(own)).toFixed(1),
        fastest?.contestant ?? '',
        fastest === undefined ? '' : formatRatio(ratio(own, fastest)),
        fastest === undefined || kept === undefined ? '' : formatRatio(ratio(kept, fastest)),
      ],
    ];
  });
  if (rows.length === 0) return '';
  const header = ['', 'messages/s', 'ns', 'fastest package', 'echobench ÷ it', 'echobench, kept ÷ it'];
  return `\nDecoding ${headline.payloadBytes}-byte messages in chunks of ${headline.work} bytes\n${align([header, ...rows], [0, 3])}`;
}

/** What the columns mean, and what the contestants of these framings do. */
export function formatNotes(names: readonly FramingName[], rounds: number): string {
  const contestants = names.flatMap((name) => contestantsFor(framings[name], 64).flat());
  const notes = new Map(contestants.map(({ name, note }) => [name, note]));
  return [
    '',
    `messages/s: per second of processor time; median of ${rounds} rounds, each in a fresh process`,
    rounds < leastRounds
      ? `±: no interval below ${leastRounds} rounds`
      : `±: half of lowest to highest round (a ${coverage(rounds)} % interval), of MB/s too; brackets: of the ratio`,
    'MB/s: payload, where it is looked at or copied: not where a length says where a message ends',
    'bytes/msg: allocated per message, heap + array buffers; without ± exact to 1 %',
    'raw has no messages: a chunk is one. until-close: a connection per message',
    ...[...notes].map(([name, note]) => `${name}: ${note}`),
  ].join('\n');
}

function coverage(rounds: number): string {
  return (100 * (1 - 2 * 0.5 ** rounds)).toFixed(0);
}

function formatRate(median: number): string {
  if (median >= 1e6) return `${(median / 1e6).toFixed(median >= 1e8 ? 0 : 1)} M`;
  return median >= 1e4 ? `${(median / 1e3).toFixed(0)} k` : `${(median / 1e3).toFixed(1)} k`;
}

function formatMegabytes(perSecond: number): string {
  return perSecond >= 1e6 ? `${(perSecond / 1e6).toFixed(1)} M` : perSecond.toFixed(0);
}

function formatSpread({ median, interval }: Estimate): string {
  return interval === null ? '' : `${(((interval.highest - interval.lowest) / median) * 50).toFixed(0)}%`;
}

function formatRatio({ median, interval }: Estimate): string {
  const highest = interval?.highest ?? median;
  const digits = highest < 10 ? 2 : highest < 100 ? 1 : 0;
  const brackets = interval === null ? '' : ` (${interval.lowest.toFixed(digits)}–${highest.toFixed(digits)})`;
  return `×${median.toFixed(digits)}${brackets}`;
}

function formatMemory({
  heapBytesPerMessage: heap,
  bufferBytesPerMessage,
  middlePasses: [lower, upper],
}: Memory): string {
  const spread = (upper - lower) / 2;
  const certain = spread < 0.05 || spread < heap / 100;
  const buffers = formatBytes(bufferBytesPerMessage);
  return `${formatBytes(heap)}${certain ? '' : `±${formatBytes(spread)}`}${buffers === '0' ? '' : ` + ${buffers}`}`;
}

function formatBytes(bytes: number): string {
  if (bytes < 0.05) return '0';
  if (bytes >= 1e4) return `${(bytes / 1e3).toFixed(0)} k`;
  return bytes < 10 ? bytes.toFixed(1) : bytes.toFixed(0);
}

/** Columns with two spaces between; those that hold words begin at the left. */
function align(rows: readonly (readonly string[])[], words: readonly number[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number): string =>
    words.includes(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}
