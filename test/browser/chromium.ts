/** A headless Chromium for tests of what browsers show. It reaches no network: a page that asks for anything fails the test. */
import { execFileSync } from 'node:child_process';
import { chromium, type Browser } from 'playwright-core';
import { missingTool } from '../needs-tool.ts';

/** Null when it is there, or could be installed; else why tests that need it cannot run here. */
export const missingChromium = missingTool('chromium', 'chromium');

/** To be closed by the caller; `await using` does. */
export async function openChromium(): Promise<Browser> {
  // Root has no sandbox in containers; pages are our own files.
  const executablePath = execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim();
  return await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}
