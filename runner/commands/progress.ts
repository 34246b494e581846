/**
 * What a run says while it goes on: on a terminal one line that changes between blocks, elsewhere a plain line each.
 * Nothing is written while something is measured.
 */
import { createLogUpdate } from 'log-update';
import { formatMinutes } from '../report/text/format.ts';
import { clipped } from '../report/text/one-line.ts';
import { count } from '../report/text/words.ts';
import type { Plan } from '../result/plan.ts';
import type { Progress as Block } from '../run/run.ts';
import { columnsOf } from './terminal-width.ts';

const barWidth = 24;

export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #line: ReturnType<typeof createLogUpdate> | null;

  constructor(stream: NodeJS.WriteStream, plan: Plan, skips: ReadonlyMap<string, string>) {
    this.#stream = stream;
    // A terminal that does not know its size, such as a serial line, has no line that can be written over.
    this.#line = stream.isTTY && stream.columns > 0 && stream.rows > 0 ? createLogUpdate(stream) : null;
    const cells = plan.groups.reduce((total, group) => total + group.cells.length, 0) - skips.size;
    const names = plan.experiments.map(({ name }) => name).join(', ');
    this.#say(
      `${names}: ${count(cells, 'cell')}, ${count(plan.rounds, 'round')}, about ${formatMinutes(plan.estimatedMs)} (profile ${plan.profile}, seed ${plan.seed})`,
    );
    for (const [cell, reason] of skips) this.#say(`skipped ${cell}: ${reason}`);
  }

  show({ block, done, total, leftMs, failures }: Block): void {
    for (const failure of failures) this.#say(`failed ${failure}`);
    const again = block.attempt === 0 ? '' : `, again (${block.attempt})`;
    const what = `${block.group.id}, round ${block.round + 1}${again}`;
    const left = `${formatMinutes(leftMs)} left`;
    if (this.#line === null) this.#say(`block ${done + 1} of ${total}, ${left}: ${what}`);
    else this.#line(progressLine(done / total, `${left} · ${what}`, columnsOf(this.#stream)));
  }

  /** What an experiment found, while the controls still go on. */
  finding(experiment: string, sentence: string): void {
    this.#say(`\n${experiment}, before the controls are judged: ${sentence}\n`);
  }

  end(): void {
    this.#line?.clear();
  }

  /** A line that stays. */
  #say(text: string): void {
    this.#line?.clear();
    this.#stream.write(`${text}\n`);
  }
}

/** Fits into one line: on a terminal that is too narrow for a bar and its text, the text alone as far as it goes. */
export function progressLine(share: number, text: string, columns: number): string {
  const line = `${bar(share)} ${text}`;
  return line.length < columns ? line : clipped(text, Math.max(1, columns - 1));
}

function bar(share: number): string {
  const full = Math.round(share * barWidth);
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
}
