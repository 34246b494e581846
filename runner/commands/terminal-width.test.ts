import { expect, test } from 'vitest';
import { columnsOf } from './terminal-width.ts';

test('where no width is known, or a terminal says 0, a usual page', () => {
  expect([{}, { columns: 0 }, { columns: 20 }, { columns: 180 }].map(columnsOf)).toEqual([100, 100, 20, 180]);
});
