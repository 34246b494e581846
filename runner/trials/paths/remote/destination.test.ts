/** What may be handed to ssh, and what would become an option, or something to a shell. */
import { expect, test } from 'vitest';
import { UserError } from '../../../../protocol/flags.ts';
import { checkDestination, checkRemoteDir } from './destination.ts';

test.each(['far', 'user@far.example', '192.0.2.7', '2001:db8::7', 'ssh://user@far:2222', 'user+x@far_1', 'größe'])(
  '%s is a destination',
  (destination) => {
    expect(checkDestination(`--path ssh:${destination}`, destination)).toBe(destination);
  },
);

test.each([
  '',
  '-oProxyCommand=touch /tmp/x',
  '-v',
  'a b',
  'a\tb',
  'a\nb',
  'a\u0000b',
  '$(id)',
  '`id`',
  "a'b",
  'a;b',
  'a|b',
])('%j is refused in one sentence', (destination) => {
  const check = () => checkDestination(`--path ssh:${destination}`, destination);
  expect(check).toThrow(UserError);
  expect(check).toThrow(/^--path ssh:.*: use ssh:DESTINATION with a host, USER@HOST, or better an alias/s);
});

test('a folder there is any that has a name', () => {
  expect(checkRemoteDir(null)).toBe('echobench');
  for (const folder of ['~/my tests', '/srv/echobench', '-x', "it's"]) expect(checkRemoteDir(folder)).toBe(folder);
  for (const folder of ['', 'a\nb'])
    expect(() => checkRemoteDir(folder)).toThrow(/^--remote-dir ".*": name the folder/);
});
