/** The flags of `npm run doctor`. */
import type { Command } from 'commander';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description(
      'what about this machine will disturb a measurement, which network paths it has, and what to do about it',
    )
    .option('--clean', 'remove what runs left behind that were killed, and nothing else')
    .action(async ({ clean = false }: { clean?: boolean }) => {
      const { runDoctor } = await import('../doctor.ts');
      process.exitCode = await runDoctor({ clean });
    });
}
