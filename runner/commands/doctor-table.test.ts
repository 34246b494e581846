import { expect, test } from 'vitest';
import { renderDoctor, renderLeftovers, renderPaths } from './doctor-table.ts';

test('findings are a table with their remedies below them and the sum at the end', () => {
  const table = renderDoctor(
    [
      { name: 'steal', state: 'ok', says: 'Nothing was taken away.', remedy: null },
      {
        name: 'congestion control',
        state: 'warning',
        says: 'TCP uses bbr, which paces what it sends by timers.',
        remedy: 'sudo sysctl -w net.ipv4.tcp_congestion_control=cubic',
      },
      { name: 'power', state: 'unknown', says: 'Nothing tells.', remedy: null },
    ],
    60,
  );
  expect(table).toBe(
    [
      'ok       steal               Nothing was taken away.',
      'WARNING  congestion control  TCP uses bbr, which paces what',
      '                             it sends by timers.',
      '                             → sudo sysctl -w',
      '                             net.ipv4.tcp_congestion_control=cubic',
      'unknown  power               Nothing tells.',
      '',
      '1 warning, 1 unknown, 1 ok.',
    ].join('\n'),
  );
});

test('on a narrow terminal what is found stands below its name, as wide as there is room', () => {
  const says = 'TCP uses bbr, which paces what it sends by timers.';
  const table = renderDoctor([{ name: 'congestion control', state: 'warning', says, remedy: null }], 20);
  expect(table.split('\n').slice(0, 5)).toEqual([
    'WARNING  congestion control',
    '  TCP uses bbr,',
    '  which paces what',
    '  it sends by',
    '  timers.',
  ]);
});

test('network paths are told with why one cannot be measured, and what to do about it', () => {
  const table = renderPaths(
    [
      { name: 'veth', description: 'two namespaces', supported: true },
      {
        name: 'veth-delay:MS',
        description: 'with a delay',
        supported: false,
        reason: 'there is no tc: install iproute2',
      },
    ],
    50,
  );
  expect(table).toBe(
    [
      'Network paths',
      'ok  veth           Two namespaces.',
      'no  veth-delay:MS  There is no tc: install',
      '                   iproute2.',
    ].join('\n'),
  );
});

test('what was removed is told, and what was left, with the reason', () => {
  expect(renderLeftovers({ abandoned: [], leftAlone: [] }, [])).toBe('Nothing is left of runs that were killed.');
  const found = { abandoned: ['/tmp/a', '/tmp/b'], leftAlone: [{ path: '/tmp/c', why: 'is used by process 7' }] };
  expect(renderLeftovers(found, [{ path: '/tmp/b', why: 'cannot be removed: there is no permission' }])).toBe(
    [
      'Removed, left of runs that were killed:',
      '  /tmp/a',
      'Left alone:',
      '  /tmp/b cannot be removed: there is no permission',
      '  /tmp/c is used by process 7',
    ].join('\n'),
  );
});
