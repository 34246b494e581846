/** Sentences for what ssh says, of which no test can make all happen. */
import { expect, test } from 'vitest';
import { refusalOf } from './refusal.ts';

const terms = { destination: 'far', folder: 'echobench', how: 'exit code 255' };

test.each([
  ['ssh: connect to host far port 22: Connection timed out', 'it cannot be reached'],
  ['ssh: connect to host far port 22: No route to host', 'it cannot be reached'],
  ['ssh: connect to host far port 22: Network is unreachable', 'it cannot be reached'],
  ['Connection timed out during banner exchange', 'it cannot be reached'],
  ['me@far: Permission denied (publickey,password).', 'it takes none of your keys, or asks for a password'],
  ['Received disconnect from far port 22:2: Too many authentication failures', 'it takes none of your keys'],
  ['Host key verification failed.', 'its host key is not known here'],
  ['Unable to negotiate with far port 22: no matching host key type found.', 'no agent could be started there'],
])('%s', (log, sentence) => {
  const refusal = refusalOf({ ...terms, log: `Welcome to this machine\n${log}\n` });
  expect(refusal).toMatch(new RegExp(`^ssh:far: ${sentence}`));
  expect(refusal, 'says what to do').toMatch(/; .* `?ssh far|; check its address/);
  expect(refusal).not.toContain('\n');
});

test('a host key that has changed is more than one that is not known', () => {
  const log = '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\n...\nHost key verification failed.\n';
  expect(refusalOf({ ...terms, log })).toMatch('its host key is not the one that is known here');
});

test('what a program there says is not taken for the words of ssh', () => {
  const refusal = refusalOf({ ...terms, how: 'exit code 126', log: 'sh: node: Permission denied\n' });
  expect(refusal).toBe(
    'ssh:far: no agent could be started there (exit code 126: sh: node: Permission denied); see what `ssh far true` says',
  );
});
