/** The flags of `npm run list`. */
import type { Command } from 'commander';

export function addList(program: Command): void {
  program
    .command('list')
    .description('models, framings, services, channels, paths and experiments, by name')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { createList, formatList } = await import('../list.ts');
      const list = await createList();
      console.log(json === true ? JSON.stringify(list, null, 2) : formatList(list));
    });
}
