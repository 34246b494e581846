import { describe, expect, it } from 'vitest';

import { code, codeBlock, details, plain, table } from './text.ts';

describe('plain text', () => {
  it.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['a | b', 'a \\| b'],
    ['**bold** _em_ `code` ~~gone~~', '\\*\\*bold\\*\\* \\_em\\_ \\`code\\` \\~\\~gone\\~\\~'],
    ['![x](http://evil/x.png)', '!\\[x\\](http&#58;//evil/x.png)'],
    ['see www.evil.example and @someone', 'see www&#46;evil.example and &#64;someone'],
    ['one\n\n# two', 'one \\# two'],
    ['&lt; already', '&amp;lt; already'],
    ['$x$ back\\slash', '\\$x\\$ back\\\\slash'],
  ])('%j is shown as it is', (text, markdown) => {
    expect(plain(text)).toBe(markdown);
  });
});

it('names stand in code type, whatever they hold', () => {
  expect(code('thread-pool-handoff')).toBe('`thread-pool-handoff`');
  expect(code('a`|<b>')).toBe('<code>a\\`\\|&lt;b&gt;</code>');
});

it('a block cannot be closed from inside', () => {
  expect(codeBlock('one\n  ```\n\u001B[2J')).toBe('````text\none\n  ```\n[2J\n````');
});

it('a summary is text, not markup', () => {
  expect(details('<b>', 'body')).toBe('<details>\n<summary>&lt;b&gt;</summary>\n\nbody\n\n</details>');
});

it('a table has a line for its columns and one for each row', () => {
  expect(table([{ title: 'a' }, { title: 'b', align: 'right' }], [['1', '2']])).toBe(
    '| a | b |\n| :-- | --: |\n| 1 | 2 |',
  );
});
