/** `npm run doctor`: looks at the machine for about a second and says what will disturb a measurement on it. */
import { gatherFacts } from '../machine/doctor-facts.ts';
import { renderDoctor } from './doctor-table.ts';
import { diagnose } from '../machine/doctor.ts';
import { capture } from '../trials/program.ts';
import { columnsOf } from './terminal-width.ts';

/** Exit code: 0, since a disturbed machine is a finding and no failure. */
export async function runDoctor(): Promise<number> {
  console.log(renderDoctor(diagnose(await gatherFacts(capture)), columnsOf(process.stdout)));
  return 0;
}
