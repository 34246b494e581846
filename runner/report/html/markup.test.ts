import { describe, expect, test } from 'vitest';
import { embeddedJson, html } from './markup.ts';

describe('a template of HTML', () => {
  test('escapes whatever is no markup, in text and in attributes', () => {
    const hostile = `</td><img src=x onerror="alert(1)">&'`;
    expect(html`<td title="${hostile}">${hostile}</td>`.text).toBe(
      '<td title="&lt;/td&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;">&lt;/td&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;</td>',
    );
  });

  test('takes markup, lists, numbers and nothing', () => {
    expect(html`<p>${html`<b>a</b>`}${[html`<i>b</i>`, 'c', null]}${7}${null}</p>`.text).toBe(
      '<p><b>a</b><i>b</i>c7</p>',
    );
  });

  test('is one line, whatever its source looks like, and keeps the lines of what is put in', () => {
    const parts = Object.assign(['<p>\n  a ', '\n</p>'], { raw: [] });
    expect(html(parts, 'b\n  c').text).toBe('<p> a b\n  c </p>');
  });

  test('has no control characters and none that turn the reading order', () => {
    expect(html`${'a\u0000b\u202Ec\uD800'}`.text).toBe('a bc\uFFFD');
  });
});

test('JSON in a script element cannot end it', () => {
  const value = { text: '</script><!--<script>\u2028' };
  const { text } = embeddedJson(value);
  expect(text).not.toMatch(/[<\u2028]/);
  expect(JSON.parse(text)).toEqual(value);
});
