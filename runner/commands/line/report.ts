/** The flags of `npm run report`. */
import type { Command } from 'commander';
import { userPath } from '../../../native/user-folder.ts';
import { parseName, UserError } from '../../../protocol/flags.ts';
import { dataFormats, dataRows } from '../../report/data/formats.ts';
import { refuseEmpty } from '../refuse-empty.ts';

interface ReportFlags {
  readonly hgrm?: string;
  readonly format?: string;
  readonly rows?: string;
}

export function addReport(program: Command): void {
  program
    .command('report')
    .description(
      'rebuild the report of a result from its raw trials, or print its figures as data, or export latencies',
    )
    .argument('<dir>', 'a folder that bench made, such as results/latest, or its results.json')
    .option(
      '--hgrm <OUT>',
      'instead of the report: the latencies of every trial for the plotters of HdrHistogram, in a new or empty folder',
    )
    .option(
      '--format <NAME>',
      `instead of the report: figures with their intervals on stdout, as ${dataFormats.join(' or ')}`,
    )
    .option('--rows <NAME>', `with --format: what a row is, ${dataRows.join(' or ')}; figures without it`)
    .action(async (directory: string, { hgrm, format, rows }: ReportFlags) => {
      refuseEmpty('report', directory, 'name a folder that bench made');
      refuseEmpty('--hgrm', hgrm, 'name a new or empty folder, or leave the flag out');
      if (rows !== undefined && format === undefined) {
        throw new UserError(`--rows ${rows}: is for data; name a --format too: ${dataFormats.join(' or ')}`);
      }
      if (format !== undefined) {
        if (hgrm !== undefined) throw new UserError('--format with --hgrm: one of them at a time; leave one out');
        const { exportResult } = await import('../export-data.ts');
        const asked = parseName('--format', format, dataFormats);
        process.stdout.write(
          await exportResult(userPath(directory), asked, parseName('--rows', rows ?? 'figures', dataRows)),
        );
        return;
      }
      if (hgrm !== undefined) {
        const { exportLatencies } = await import('../export-latencies.ts');
        console.log(await exportLatencies(userPath(directory), userPath(hgrm)));
        return;
      }
      const { rebuildReport } = await import('../report.ts');
      console.log(await rebuildReport(userPath(directory)));
    });
}
