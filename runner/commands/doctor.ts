/**
 * `npm run doctor`: looks at the machine for about a second and says what will disturb a measurement on it, and which
 * network paths it can measure. With `--clean`: removes what runs have left that were killed.
 */
import { gatherFacts } from '../machine/doctor-facts.ts';
import { findLeftovers, removeLeftovers } from '../machine/leftovers.ts';
import { diagnose } from '../machine/doctor.ts';
import { capture } from '../trials/program.ts';
import { renderDoctor, renderLeftovers, renderPaths } from './doctor-table.ts';
import { createList } from './list.ts';
import { columnsOf } from './terminal-width.ts';

export interface DoctorOptions {
  readonly clean: boolean;
}

/** Exit code: 0, since a disturbed machine is a finding and no failure; 1 when something could not be removed. */
export async function runDoctor({ clean }: DoctorOptions): Promise<number> {
  if (clean) return await cleanUp();
  const columns = columnsOf(process.stdout);
  // Beside a look at what else goes on, making namespaces would be a part of it.
  const facts = await gatherFacts(capture);
  const { paths } = await createList();
  console.log(`${renderDoctor(diagnose(facts), columns)}\n\n${renderPaths(paths, columns)}`);
  return 0;
}

async function cleanUp(): Promise<number> {
  const found = await findLeftovers();
  const kept = await removeLeftovers(found);
  console.log(renderLeftovers(found, kept));
  return kept.length === 0 ? 0 : 1;
}
