/** What the documentation and the comments of sources refer to is there. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const pages = globSync(['*.md', 'docs/**/*.md', '{codec-bench,results}/README.md'], { cwd: root });
const sources = globSync('{protocol,native,servers,clients,ipc,latency,runner,codec-bench,test,docs}/**/*.ts', {
  cwd: root,
});

const read = (path: string) => readFileSync(join(root, path), 'utf8');

test.each(pages)('every link in %s leads to a file or a folder', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)(?<target>[^)#\s]+)/g)].map(
    (match) => match.groups?.['target'],
  );
  const broken = links.filter((target) => !existsSync(join(root, dirname(page), target ?? '')));
  expect(broken).toEqual([]);
});

test('every page of the documentation that a source names is there', () => {
  const named = sources.flatMap((source) =>
    [...read(source).matchAll(/\bdocs\/[\w/.-]+\.md\b/g)].map(([page]) => `${source}: ${page}`),
  );
  expect(named).not.toEqual([]);
  expect(named.filter((one) => !existsSync(join(root, one.split(': ')[1] ?? '')))).toEqual([]);
});

test('every decision is in the index, under its own number and title', () => {
  const index = read('docs/decisions/README.md');
  const records = globSync('docs/decisions/0*.md', { cwd: root }).toSorted();
  for (const [at, record] of records.entries()) {
    const text = read(record);
    const number = at + 1;
    expect(text).toMatch(
      new RegExp(`^# ${number}\\. .+\n\nDate: \\d{4}-\\d\\d-\\d\\d.*Status: (accepted|superseded by)`),
    );
    for (const part of ['## Context', '## Decision', '## Consequences']) expect(text).toContain(part);
    expect(index).toContain(`[${number}](${record.split(/[/\\]/).at(-1)})`);
  }
});
