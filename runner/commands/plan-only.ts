/** `npm run bench -- … --plan`: what a run would do, in text. */
import { planHere, type BenchRequest } from './bench.ts';
import { wrap } from '../report/text/wrap.ts';
import { planLines } from './plan-lines.ts';
import { columnsOf } from './terminal-width.ts';

/** @throws UserError for what a run would be refused for */
export async function planOnly(request: BenchRequest): Promise<string> {
  const columns = columnsOf(process.stdout);
  return planLines(await planHere(request))
    .flatMap((line) => wrapped(line, columns))
    .join('\n');
}

/** Further lines stand below the first, a little to the right. */
function wrapped(line: string, columns: number): string[] {
  if (line === '') return [''];
  const indent = line.length - line.trimStart().length;
  return wrap(line, columns - indent - 2).map((part, at) => `${' '.repeat(at === 0 ? indent : indent + 2)}${part}`);
}
