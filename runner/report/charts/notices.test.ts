import { expect, it } from 'vitest';
import type { LevelsPanel, Notice } from './description.ts';
import { noticeSentences } from './notice-words.ts';
import { noticeItems } from './notices.ts';

function panel(name: string, notices: readonly Notice[], isMeasured = true): LevelsPanel {
  const estimate = isMeasured ? { value: 1, interval: null, rounds: [] } : null;
  return { name, family: null, note: '', notices, points: [{ estimate, words: '', sign: '' }], range: null };
}

const always = { words: '‡ not steady', where: '' };
const atEcho = { words: '‡ not steady', where: 'at echo (0)' };
const limited = { words: '† client-limited', where: 'at echo (0)' };

it('says each label once, with what it is about: first those of all levels', () => {
  expect(noticeSentences([panel('a', [atEcho, limited]), panel('b', [always]), panel('c', [atEcho])])).toEqual([
    '‡ not steady: b; at echo (0): a, c',
    '† client-limited at echo (0): a',
  ]);
});

it('names nobody where it is so in every panel that has points', () => {
  const failed = panel('failed', [], false);
  expect(noticeSentences([panel('a', [always]), panel('b', [always]), failed])).toEqual(['‡ not steady']);
  expect(noticeSentences([panel('a', [atEcho]), panel('b', [atEcho]), failed])).toEqual(['‡ not steady at echo (0)']);
  expect(noticeSentences([panel('a', [always]), panel('b', [])])).toEqual(['‡ not steady: a']);
});

it('cuts a long name', () => {
  expect(noticeSentences([panel('n'.repeat(200), [always]), panel('b', [])])).toEqual([
    `‡ not steady: ${'n'.repeat(39)}…`,
  ]);
});

it('takes no room where there is nothing to say', () => {
  expect(noticeItems([panel('a', [])], 900, 100)).toEqual({ items: [], bottom: 100 });
});
