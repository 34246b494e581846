/** What each warning means and what to do about it, for people: terminal, report and documentation say the same. */
import type { Warning } from '../../result/trial.ts';

export interface Explanation {
  /** Two or three words, for a table. */
  readonly label: string;
  /** One sentence: what the evidence showed, and what that does to the figure. */
  readonly meaning: string;
  /** One sentence: what to change. */
  readonly remedy: string;
}

export const warnings: Readonly<Record<Warning, Explanation>> = {
  'littles-law': {
    label: "Little's law",
    meaning:
      'Rate times service time differs by more than 3 % from the requests that were kept outstanding: the client lost time that no latency shows.',
    remedy:
      'Give the client a processor of its own or use fewer connections; if it stays, the load client has a defect, please report it.',
  },
  'not-steady': {
    label: 'not steady',
    meaning:
      'The second half of the measured time was more than 10 % faster or slower than the first, so the figure is a mean of two different states.',
    remedy:
      'Use a longer profile, whose warm-up is longer, and look at `npm run doctor` for a machine that changes its speed.',
  },
  'client-limited': {
    label: 'client-limited',
    meaning:
      'The load client was busy for more than 80 % of its processor time and the server was not: the server can do at least this much.',
    remedy: 'Use more client processes on processors of their own, or a heavier service.',
  },
  'disturbed-foreign-load': {
    label: 'foreign load',
    meaning: 'With no processor to spare, other programs used more than 5 % of the processor time.',
    remedy: 'Close other programs and stop background services, then run again.',
  },
  'disturbed-steal': {
    label: 'steal',
    meaning: 'With no processor to spare, the hypervisor gave more than 5 % of the processor time to other machines.',
    remedy: 'Run at a quieter hour or on a machine whose processors are not shared.',
  },
  'disturbed-throttled': {
    label: 'throttled',
    meaning: 'The control group used up its processor quota and was stopped for part of the trial.',
    remedy: 'Raise or remove the quota (cpu.max, or `docker run --cpus`) and run again.',
  },
};
