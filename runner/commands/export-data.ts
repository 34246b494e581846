/** `npm run report -- DIR --format csv|json`: the figures of a result, or its trials, for spreadsheets and programs. */
import { exportData } from '../report/data/export.ts';
import type { DataFormat, DataRows } from '../report/data/formats.ts';
import { readResult } from '../store/result-file.ts';
import { kinds } from '../trials/index.ts';
import { analyseResult } from './analyse-result.ts';

/** Takes the folder of a result or its results.json; returns what to print, whose last line is whole. @throws UserError */
export async function exportResult(path: string, format: DataFormat, rows: DataRows): Promise<string> {
  const result = await readResult(path, kinds);
  return exportData({ result, ...analyseResult(result, kinds) }, format, rows);
}
