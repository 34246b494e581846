/** `npm run report -- DIR --format csv|json`: the figures of a result, or its trials, for spreadsheets and programs. */
import { exportData } from '../report/data/export.ts';
import type { DataFormat, DataRows } from '../report/data/formats.ts';
import { loadResult } from './load-result.ts';

/** Takes the folder of a result or its results.json; returns what to print, whose last line is whole. @throws UserError */
export async function exportResult(path: string, format: DataFormat, rows: DataRows): Promise<string> {
  return exportData(await loadResult(path), format, rows);
}
