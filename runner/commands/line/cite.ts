/** The flags of `npm run cite`. */
import type { Command } from 'commander';
import { parseName } from '../../../protocol/flags.ts';
import { citationFormats } from '../../report/cite/formats.ts';
import { refuseEmpty } from '../refuse-empty.ts';
import { columnsOf } from '../terminal-width.ts';

interface CiteFlags {
  readonly format?: string;
  readonly all?: boolean;
}

export function addCite(program: Command): void {
  program
    .command('cite')
    .description(
      'one sentence for a figure: interval, conditions, machine, commit, how to repeat it; without ID, what can be cited',
    )
    .argument(
      '[id]',
      'such as models/64-connections/event-loop/throughput; without its metric, of the primary one; a first part alone lists what is below it',
    )
    .argument('[dir]', 'a folder that bench made, or its results.json; results/latest without it')
    .option('--format <NAME>', `${citationFormats.join(', ')}; text without it`)
    .option('--all', 'in a list, every metric and not the primary one alone')
    .allowExcessArguments(false)
    .action(async (id: string | undefined, directory: string | undefined, flags: CiteFlags) => {
      refuseEmpty('cite', id, 'name an ID or a folder that bench made, or leave it out');
      refuseEmpty('cite', directory, 'name a folder that bench made, or leave it out');
      const { cite } = await import('../cite.ts');
      const words = [id, directory].filter((word) => word !== undefined);
      const format = flags.format === undefined ? null : parseName('--format', flags.format, citationFormats);
      console.log(await cite({ words, format, all: flags.all ?? false, columns: columnsOf(process.stdout) }));
    });
}
