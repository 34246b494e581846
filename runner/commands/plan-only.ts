/** `npm run bench -- … --plan`: what a run would do, in text. */
import { planHere, type BenchRequest } from './bench.ts';
import { planLines } from './plan-lines.ts';

/** @throws UserError for what a run would be refused for */
export async function planOnly(request: BenchRequest): Promise<string> {
  return planLines(await planHere(request)).join('\n');
}
