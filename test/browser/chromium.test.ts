import { describe, expect, test } from 'vitest';
import { missingChromium, openChromium } from './chromium.ts';

describe.skipIf(missingChromium !== null)(
  `headless Chromium${missingChromium === null ? '' : ` (skipped: ${missingChromium})`}`,
  () => {
    test('runs the script of a page', async () => {
      await using browser = await openChromium();
      const page = await browser.newPage();
      await page.setContent('<p></p><script>document.querySelector("p").textContent = 6 * 7</script>');
      expect(await page.textContent('p')).toBe('42');
    });
  },
);
