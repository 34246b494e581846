import { expect, test } from 'vitest';
import { renderDoctor } from './doctor-table.ts';

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
