import { describe, expect, test } from 'vitest';
import { suiteRun, type MadeUpRun } from '../../../test/made-up-run.ts';
import { analysed } from '../../../test/made-up-result.ts';
import { fingerprintOf } from '../../machine/fingerprint.ts';
import { adviceOf } from '../../trials/advice.ts';
import { kinds } from '../../trials/index.ts';
import { renderPage, scriptElement } from './document.ts';
import { renderIndex, type IndexItem } from './index-page.ts';

const parts = { script: 'document.title = "</script>";', style: 'p{color:red}' };

function pageOf({ result, analysis }: MadeUpRun): string {
  const advice = { ...adviceOf(result.plan, kinds), offers: [] };
  return renderPage({ result, analysis, surroundings: [], advice }, parts);
}

/** The same with the properties of all objects in it the other way round. */
function turned<Value>(value: Value): Value {
  const back = (_: string, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toReversed())
      : one;
  return JSON.parse(JSON.stringify(value, back)) as Value;
}

const hostile = `</script><img src=x onerror="alert(1)">`;

describe('report.html', () => {
  const run = suiteRun(['models', 'compute', 'churn'], {
    failure: ({ arm }) => (arm === 'process-offload' ? { error: hostile, phase: 'start', log: hostile } : null),
  });
  const page = pageOf(run);

  test('tells which machine it is of: fingerprint, kernel build and clock source, above and in the table of the machine', () => {
    const environment = { ...run.result.environment, clockSource: 'tsc' };
    const os = { ...environment.os, build: '#1 SMP of a test' };
    const result = { ...run.result, environment: { ...environment, os } };
    const told = pageOf({ ...run, result });
    const { short } = fingerprintOf(result.environment);
    expect(told).toMatch(
      new RegExp(
        `machine fingerprint ${short.replace('?', String.raw`\?`)} · kernel build #1 SMP of a test · clock source tsc`,
      ),
    );
    expect(told).toContain(`<td>Fingerprint</td><td><code>${short}</code>`);
    expect(told).toContain('<td>Kernel build</td><td>#1 SMP of a test</td>');
    expect(told).toContain('<td>Clock source</td><td>tsc</td>');
    const untold = { ...run.result, environment: { ...environment, clockSource: null } };
    expect(pageOf({ ...run, result: untold }).includes('clock source unknown')).toBe(true);
    const remote = pageOf({ ...run, result: { ...run.result, remoteEnvironment: environment } });
    expect(remote).toContain(`servers on a machine of the fingerprint ${fingerprintOf(environment).short}`);
  });

  test('is the same every time', () => {
    expect(pageOf(run)).toBe(page);
  });

  test('is the same of a result that was read as of one that was just measured, whose properties are in another order', () => {
    const result = { ...run.result, plan: turned(run.result.plan) };
    expect(pageOf({ result, analysis: analysed(result) }) === page).toBe(true);
  });

  test('may load nothing, and names nothing to be loaded', () => {
    expect(
      page.includes(
        `content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:;`,
      ),
    ).toBe(true);
    expect(/<(link|img|iframe|object|embed)\b|<[^>]*\ssrc=|@import|url\(/.exec(page)).toBeNull();
  });

  test('ends each of its three scripts where it ends them', () => {
    expect(page.match(/<\/script/g)?.length).toBe(3);
    expect(page.includes(String.raw`document.title = "\x3C/script>"`)).toBe(true);
  });

  test('shows errors as text', () => {
    expect(page.includes('&lt;/script&gt;&lt;img src=x onerror')).toBe(true);
    expect(page.includes('<img')).toBe(false);
  });

  test.each(['fit to cite', 'What matters for these numbers', 'Controls', 'Evidence', 'Failed and skipped trials'])(
    'has a section or a word of: %s',
    (words) => {
      expect(page.includes(words)).toBe(true);
    },
  );

  test.each(['How to read this', 'Machine', 'Mitigations', 'Plan', 'Measure it again', 'All models', 'Crossovers'])(
    'has everything that report.md leaves out: %s',
    (heading) => {
      expect(new RegExp(`<(h2|h3|summary)>${heading}`).test(page)).toBe(true);
    },
  );
});

test('names in a result that somebody edited are text too', () => {
  const { result } = suiteRun(['models']);
  const text = JSON.stringify(result)
    .replaceAll('thread-pool-handoff', 'evil</script><b>')
    .replaceAll('Concurrency models, echo', 'echo <svg onload=alert(1)>');
  const changed = JSON.parse(text) as typeof result;
  const page = pageOf({ result: changed, analysis: analysed(changed) });
  expect(page.match(/<\/script/g)?.length).toBe(3);
  expect(/<svg onload|<b>|evil<\/script>/.exec(page)).toBeNull();
  expect(page.includes('echo &lt;svg onload=alert(1)&gt;')).toBe(true);
});

test('a script keeps its meaning inside of the page', () => {
  expect(scriptElement('a = "</SCRIPT>" + "<!--"').text).toBe(
    String.raw`<script>a = "\x3C/SCRIPT>" + "\x3C!--"</script>`,
  );
});

describe('index.html', () => {
  const entry = {
    startedAt: '2026-01-02T03:04:05.000Z',
    profile: 'quick',
    machine: 'AMD EPYC, 2 processors',
    commit: null,
    experiments: [{ name: 'models', title: hostile, answer: hostile }],
    fit: true,
    reason: hostile,
    trials: 7,
  };
  const items: readonly IndexItem[] = [
    { folder: 'b é&', entry, files: ['report.html', 'results.json'] },
    { folder: 'a', entry: { ...entry, startedAt: '2026-02-02T03:04:05.000Z', fit: false }, files: [] },
    { folder: 'c', problem: hostile },
  ];
  const page = renderIndex(items, parts);

  test('has the newest run first, links that can be followed, and what cannot be read', () => {
    const folders = [...page.matchAll(/<code>(.*?)<\/code>/g)].map(([, name]) => name);
    expect(folders.slice(0, 3)).toEqual(['a', 'b é&amp;', 'c']);
    expect(page.includes('href="b%20%C3%A9%26/report.html"')).toBe(true);
    expect(page.includes('✗ not fit')).toBe(true);
  });

  test('shows what others wrote as text', () => {
    expect(page.match(/<\/script/g)?.length).toBe(1);
    expect(page.includes('<img')).toBe(false);
  });

  test('of no runs says how to make one', () => {
    expect(renderIndex([], parts)).toContain('npm run bench');
  });
});

test('claims have a table of their own, with a citation each, and nothing of them is sorted among others', () => {
  const run = suiteRun(['models', 'howto']);
  const page = pageOf(run);
  const judged = run.analysis.experiments.flatMap((experiment) => experiment.judged);
  expect(judged.length).toBeGreaterThan(10);
  const section = /<section class="claims" id="e-howto">.*?<\/section>/s.exec(page)?.[0] ?? '';
  for (const { claim, verdict } of judged) {
    expect(section).toContain(`<summary>${claim.number} ${claim.name}: ${verdict}</summary>`);
    expect(section).toContain(`data-cite="howto/${claim.number}"`);
  }
  expect(section).not.toMatch(/class="live"|&lt;sub&gt;|undefined|NaN/);
  // The script draws what is live of the others alone.
  expect(page.match(/<section class="experiment"/g)).toHaveLength(1);
});
