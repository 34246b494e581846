import { describe, expect, test } from 'vitest';
import { code, codeBlock, details, plain, table } from '../markdown/text.ts';
import type { Markup } from './markup.ts';
import { fromMarkdown, inlineMarkdown } from './from-markdown.ts';

/** Without the blanks between blocks, which show nothing. */
function tight({ text }: Markup): string {
  return text.replaceAll(/(<\/?(?:ul|ol|li|details|summary|p)[^>]*>) +(?=<)/g, '$1');
}

/** Without what every table has around it. */
function cells(markdown: string): string[] {
  return [...fromMarkdown(markdown).text.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell = '']) => cell);
}

describe('Markdown that the report writes', () => {
  test.each([
    ['## Controls', '<h2>Controls</h2>'],
    ['One line\nand the next.', '<p>One line and the next.</p>'],
    ['- a\n- **b**', '<ul><li>a</li><li><strong>b</strong></li></ul>'],
    ['1. a\n2. b', '<ol><li>a</li><li>b</li></ol>'],
    ['*Kept*: `x` of [a](../b.ts).', '<p><em>Kept</em>: <code>x</code> of <a href="../b.ts">a</a>.</p>'],
    ['> [!NOTE]\n> Read **this**.', '<p class="alert" role="note">Read <strong>this</strong>.</p>'],
    ['<sub>small</sub><br>\n<sub>too</sub>', '<p class="small">small<br /> too</p>'],
    ['![a picture](charts/a.svg)', ''],
  ])('%j', (markdown, expected) => {
    expect(tight(fromMarkdown(markdown))).toBe(expected);
  });

  test('folds away what it folds', () => {
    expect(tight(fromMarkdown(details('Trials', 'a\n\nb')))).toBe(
      '<details><summary>Trials</summary><p>a</p><p>b</p></details>',
    );
  });

  test('keeps code as it is', () => {
    expect(fromMarkdown(codeBlock('a <b>\n\n  `c`')).text).toBe('<pre><code>a &lt;b&gt;\n\n  `c`</code></pre>');
  });

  test('makes tables whose columns can be sorted', () => {
    const markdown = table([{ title: 'Model' }, { title: 'n', align: 'right' }], [['a \\| b', '8']]);
    expect(cells(markdown)).toEqual(['a | b', '8']);
    expect(fromMarkdown(markdown).text).toMatch(/<th scope="col" class="n" aria-sort="none"\s*>\s*<button/);
  });
});

describe('text that others wrote', () => {
  const hostile =
    '</script><img src=x onerror=alert(1)> **b** `c` [d](javascript:e) <details> | @f https://g.h www.i.j';

  test('comes through as they wrote it, and as nothing else', () => {
    for (const markdown of [plain(hostile), code(hostile)]) {
      const { text } = inlineMarkdown(markdown);
      expect(text.replaceAll(/<\/?code>/g, '')).not.toMatch(/<|javascript:[^)]*"/);
      expect(decoded(text)).toBe(hostile);
    }
  });

  test('is no markup either where it was not escaped at all', () => {
    expect(fromMarkdown(hostile).text.replaceAll(/<\/?(p|strong|code)>/g, '')).not.toContain('<');
  });

  test('leads nowhere but to files and pages', () => {
    expect(inlineMarkdown('[a](javascript:alert)').text).toBe('a');
    expect(inlineMarkdown('[a](https://example.org/x)').text).toBe('<a href="https://example.org/x">a</a>');
  });
});

function decoded(text: string): string {
  return text
    .replaceAll(/<\/?code>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
