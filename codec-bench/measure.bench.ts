/**
 * Speed of one framing, one round of it, in a process of its own: a server or a client decodes one framing too, so that
 * the compiler sees what it sees there. A fresh one for each round, since what it makes of the same code differs from
 * process to process.
 *
 * First a round that warms up, over all cells; then the one that counts: in each cell the contestants one after the
 * other, in reverse order every second round, so that drift of the machine hits all alike. The clock is the processor
 * time of the process, all threads: others on the machine do not count, the garbage collector's helpers do. The figure
 * of a slice is tinybench's median over passes.
 */
import { Bench, type TimestampProvider } from 'tinybench';
import { createTasks, type Cell, type CellSpec, type Task } from './cell.bench.ts';
import type { Contestant } from './contestant.bench.ts';

export interface SpeedSpec extends CellSpec {
  readonly round: number;
  /** Processor time of one contestant in one cell. */
  readonly sliceMs: number;
}

/** One contestant in one cell in one round. */
export interface Speed extends Cell {
  readonly contestant: string;
  readonly role: Contestant['role'];
  /** Of processor time. For `raw`, which has no messages, a message is a chunk. */
  readonly messagesPerSecond: number;
}

export async function measureSpeed(spec: SpeedSpec): Promise<readonly Speed[]> {
  const cells: (readonly Task[])[] = [];
  for (const tasks of createTasks(spec)) {
    const longer: Task[] = [];
    for (const task of tasks) longer.push(await lengthen(task));
    cells.push(spec.round % 2 === 0 ? longer : longer.toReversed());
  }
  for (const task of cells.flat()) await measureOnce(task, spec.sliceMs / 2);
  const speeds: Speed[] = [];
  for (const task of cells.flat()) {
    const { name: contestant, role } = task.contestant;
    const messagesPerSecond = await measureOnce(task, spec.sliceMs);
    speeds.push({ ...task.cell, contestant, role, messagesPerSecond });
  }
  return speeds;
}

/** Below this, the clock's microseconds and the reading of it would show. */
const shortestPassMicros = 1000;

/** The same task with so many passes in one that the clock can tell how long they take. */
async function lengthen(task: Task): Promise<Task> {
  const { pass } = task;
  for (let times = 1; ; times *= 2) {
    const repeated = async (): Promise<void> => {
      for (let i = 0; i < times; i++) {
        const pending = pass();
        if (pending !== undefined) await pending;
      }
    };
    const startMicros = processorMicros();
    await repeated();
    if (processorMicros() - startMicros >= shortestPassMicros) {
      return { ...task, messages: task.messages * times, pass: repeated };
    }
  }
}

function processorMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

const processorTime: TimestampProvider = {
  name: 'processor time',
  fn: processorMicros,
  fromMs: (ms) => ms * 1000,
  toMs: (micros) => Number(micros) / 1000,
};

async function measureOnce(task: Task, sliceMs: number): Promise<number> {
  const bench = new Bench({
    ...{ time: sliceMs, iterations: 3, warmup: false, throws: true },
    timestampProvider: processorTime,
  });
  bench.add(task.contestant.name, task.pass);
  const [done] = await bench.run();
  if (done?.result.state !== 'completed') throw new Error(`${task.contestant.name}: ${done?.result.state}`);
  return (task.messages * 1000) / done.result.latency.p50;
}
