/** What is asked of the programs of a cell, in whichever phase of a trial. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectedLine, ReportLine } from '../../../clients/report.ts';
import type { Usage } from '../../../servers/usage.ts';
import { inPhase as inPhaseOf } from '../in-phase.ts';
import type { TrialError } from '../kind.ts';
import type { Program } from '../program.ts';
import { refuseOtherDriver } from './driver.ts';
import type { ServerSetup } from './setup.ts';

export async function readUsage(server: Program): Promise<Usage> {
  return (await server.ask('usage', 'usage')) as unknown as Usage;
}

/** Its connections are there, and it has verified the server over them. */
export async function untilConnected(client: Program, setup: ServerSetup): Promise<ConnectedLine> {
  const line = (await client.answer('connected')) as unknown as ConnectedLine;
  refuseOtherDriver(line.driver, setup);
  return line;
}

/** What a client has to say in the end, when it has gone. */
export async function stopClient(client: Program, setup: ServerSetup): Promise<ReportLine> {
  const report = (await client.ask('stop', 'report')) as unknown as ReportLine;
  await client.untilStopped();
  refuseOtherDriver(report.evidence.driver, setup);
  return report;
}

const lookAgainMs = 5;
/** As many processes as a model has at most end within a second; a server that does not come to rest is measured as it is. */
const quiescentWithinMs = 2000;

/**
 * Usage when no connection is open any more and the server has the workers and processes that it had before: what
 * ending those of the last connections takes is part of their price, and must not fall on whoever is measured next.
 */
export async function readQuiescent(server: Program, before: Usage): Promise<Usage> {
  const deadlineMs = performance.now() + quiescentWithinMs;
  for (;;) {
    const usage = await readUsage(server);
    if (isQuiescent(usage, before) || performance.now() > deadlineMs) return usage;
    await sleep(lookAgainMs);
  }
}

/** A process for each of hundreds of connections takes its time. */
const servedWithinMs = 60_000;
/** To ask each of hundreds of processes takes some milliseconds of every one of them: seldom, and not counted as work. */
const settleMs = 500;
const restingShare = 0.2;

/**
 * Waits until the server has taken over all connections and rests, so that what it does for them once, such as starting
 * a worker, is not what they cost.
 */
export async function untilServed(server: Program, connections: number): Promise<void> {
  const deadlineMs = performance.now() + servedWithinMs;
  let last = await readUsage(server);
  for (;;) {
    await sleep(settleMs);
    const usage = await readUsage(server);
    const served = usage.connectionsPerWorker.reduce((sum, open) => sum + open, 0);
    const share = (usage.cpuNs - last.cpuNs) / (usage.monotonicNs - last.monotonicNs);
    if (served >= connections && share <= restingShare) return;
    if (performance.now() > deadlineMs) {
      const busy = `${(100 * share).toFixed(0)} % of a processor`;
      throw new Error(`the server serves ${served} of ${connections} connections, and still uses ${busy}`);
    }
    last = usage;
  }
}

function isQuiescent({ pids, connectionsPerWorker }: Usage, before: Usage): boolean {
  return (
    pids.length <= before.pids.length &&
    connectionsPerWorker.length <= before.connectionsPerWorker.length &&
    connectionsPerWorker.every((open) => open === 0)
  );
}

/** How titles of servers begin. */
export const serverTitle = 'server';
/** A process that was killed is reported to its parent somewhat later than its connections are to their peers. */
const noticeMs = 200;

/** Whatever goes wrong with the programs fails the trial: see ../in-phase.ts. */
export async function inPhase<Result>(
  phase: TrialError['phase'],
  programs: readonly Program[],
  work: () => Promise<Result>,
): Promise<Result> {
  return await inPhaseOf(phase, programs, work, (error) => explain(error, programs));
}

/** A client tells of connections that broke; that their server has died is the news. */
async function explain({ message }: Error, programs: readonly Program[]): Promise<string> {
  const server = programs.find(({ title }) => title.startsWith(serverTitle));
  if (server === undefined || message.startsWith(server.title)) return message;
  const ending = await server.endWithin(noticeMs);
  return ending === null ? message : `${server.title}: ended by itself (${ending})${server.reason}; ${message}`;
}
