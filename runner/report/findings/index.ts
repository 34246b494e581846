/**
 * The sentence that answers an experiment's question: its own where somebody wrote one, else the usual one. A new sentence
 * is its file and one line here.
 */
import type { ExperimentAnalysis } from '../../analysis/analysis.ts';
import { describeChunk } from './chunk.ts';
import { describeChurn } from './churn.ts';
import { describeCompute } from './compute.ts';
import { describeConnections } from './connections.ts';
import { describeFraming } from './framing.ts';
import { describeHowto } from './howto.ts';
import { describeIdle } from './idle.ts';
import { describeIpcStream } from './ipc-stream.ts';
import { describeIpc } from './ipc.ts';
import { describeLatency } from './latency.ts';
import { describePathsModels } from './paths-models.ts';
import { describePaths } from './paths.ts';
import { describeRange } from './range.ts';
import { describeReadiness } from './readiness.ts';
import { describeStartup } from './startup.ts';
import { describeUsual } from './usual.ts';

type Describe = (analysis: ExperimentAnalysis) => string;

/** By the experiment's name. */
const sentences: Readonly<Record<string, Describe>> = {
  chunk: describeChunk,
  churn: describeChurn,
  compute: describeCompute,
  connections: describeConnections,
  framing: describeFraming,
  howto: describeHowto,
  idle: describeIdle,
  ipc: describeIpc,
  'ipc-stream': describeIpcStream,
  'ipc-objects': describeRange,
  latency: describeLatency,
  paths: describePaths,
  'paths-models': describePathsModels,
  placement: describeRange,
  readiness: describeReadiness,
  startup: describeStartup,
};

export function findingOf(analysis: ExperimentAnalysis): string {
  const own = Object.hasOwn(sentences, analysis.name) ? sentences[analysis.name] : undefined;
  const sentence = (own ?? describeUsual)(analysis);
  // Alone it would read as one of the usual path.
  return analysis.over === undefined ? sentence : `Over ${analysis.over}: ${sentence}`;
}
