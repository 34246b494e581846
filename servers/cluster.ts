/**
 * `node:cluster` as people deploy it: workers that simply listen, all on the same address. What listening means in
 * them is the scheduling policy: with round robin the parent accepts and sends each socket to a free worker; otherwise
 * the workers share the listening socket and accept by themselves.
 */
import cluster from 'node:cluster';
import { reserve } from './acceptor.ts';
import { startSelfAccepting } from './pool-server.ts';
import type { RunningServer, ServerSpec } from './server-model.ts';
import { processEntry, processSettings, startProcess } from './workers/process-worker.ts';

export async function startCluster(spec: ServerSpec, policy: 'round-robin' | 'shared'): Promise<RunningServer> {
  cluster.schedulingPolicy = policy === 'shared' ? cluster.SCHED_NONE : cluster.SCHED_RR;
  cluster.setupPrimary({
    ...processSettings,
    exec: processEntry,
    args: [],
    execArgv: [...processSettings.execArgv],
    stdio: [...processSettings.stdio],
  });
  // A port chosen beforehand, as a deployment has it: left to the workers, a port 0 would be another one whenever all
  // of them have died. node:cluster cannot be given a bound socket, so that this one is let go before it listens.
  const address = await reserve(spec.listen, 'alone');
  address[Symbol.dispose]();
  return await startSelfAccepting(spec, address, () =>
    startProcess(spec, { kind: 'accept', at: address.endpoint }, cluster.fork().process),
  );
}
